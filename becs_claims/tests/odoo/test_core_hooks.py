from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..shared.test_talk import TalkCase

ADDON = "odoo.addons.becs_claims."


class Asked(Exception):
    """A method of Odoo's that we extend was called."""


@tagged("post_install", "-at_install")
class TestCoreHooks(TalkCase):
    """What keeps people on the portal out extends private methods of Odoo's.

    Were one of them renamed, or not called any more, all would be open without a word:
    so each is still Odoo's, and what people can call still goes through it.
    """

    def calls(self):
        """(model, method of Odoo's, what must go through it)"""
        claim = self.records["becs.claim"][0]
        own = claim.with_user(self.clerk)
        note = self.say(claim, "mail.mt_note")
        message = note.with_user(self.clerk)
        thread = {"thread_model": claim._name, "thread_id": claim.id}
        company = self.env.company.with_user(self.clerk)
        merge = "base.partner.merge.automatic.wizard"
        wizard = self.env[merge].create(
            {
                "partner_ids": (self.other | self.customer).ids,
                "dst_partner_id": self.customer.id,
            }
        )
        group = own.browse().formatted_read_group
        return [
            ("becs.claim", "_has_field_access", lambda: own.read(["name"])),
            ("becs.claim", "_has_field_access", own.fields_get),
            ("becs.claim", "_search", lambda: own.search([("name", "=", "x")])),
            ("becs.claim", "_search", lambda: own.search_count([("name", "=", "x")])),
            ("becs.claim", "_search", lambda: own.name_search("x")),
            ("becs.claim", "_search", lambda: group([], ["state"], ["__count"])),
            (
                "becs.claim",
                "_order_field_to_sql",
                lambda: own.search([("id", "!=", 0)], order="name desc"),
            ),
            (
                "becs.claim",
                "_read_group_groupby",
                lambda: group([], ["state"], ["__count"]),
            ),
            (
                "becs.claim",
                "_read_group_select",
                lambda: group([], ["state"], ["amount_claimed:sum"]),
            ),
            ("res.company", "_has_field_access", lambda: company.read(["name"])),
            (
                "mail.message",
                "_get_search_domain_share",
                lambda: message.search([("model", "=", claim._name)]),
            ),
            ("mail.message", "_get_forbidden_access", lambda: message.read(["body"])),
            (
                "mail.message",
                "_get_with_access",
                lambda: self.ask(
                    "/mail/thread/recipients", **thread, message_id=note.id
                ),
            ),
            (
                "becs.claim",
                "_message_get_suggested_recipients_batch",
                lambda: self.ask("/mail/thread/recipients", **thread),
            ),
            ("becs.claim", "_notify_get_recipients", lambda: self.say(claim)),
            ("ir.http", "_dispatch", lambda: self.ask("/my/becs")),
            (merge, "_update_foreign_keys", wizard.action_merge),
        ]

    def ask(self, address, **params):
        answer = self.rpc(address, **params) if params else self.url_open(address).text
        if Asked.__name__ in answer or "500" in answer:
            raise Asked

    def ours(self, model, name):
        """Our definition of a method, and whether Odoo defines it, too."""
        defined = [cls for cls in self.registry[model].__mro__ if name in vars(cls)]
        ours = [cls for cls in defined if cls.__module__.startswith(ADDON)]
        return ours, len(defined) > len(ours)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_odoo_still_asks(self):
        self.authenticate("becs_clerk", "becs_clerk")
        for model, name, call in self.calls():
            with self.subTest(model=model, method=name):
                ours, is_odoos = self.ours(model, name)
                self.assertTrue(ours, "it is extended")
                self.assertTrue(is_odoos, "it is a method of Odoo's")
                self.env.flush_all()
                self.env.invalidate_all()
                with (
                    patch.object(ours[0], name, side_effect=Asked),
                    self.assertRaises(Asked),
                    self.cr.savepoint(),
                ):
                    call()

    def test_none_is_left_out(self):
        """Whatever private method of Odoo's we extend for the portal is asked for."""
        asked = {name for _model, name, _call in self.calls()}
        # they say where mails and links lead, and keep nobody out
        others = {"_get_access_action", "_notify_get_recipients_groups"}
        for model in ("becs.portal.mixin", "becs.portal.closed.mixin", "mail.message"):
            for cls in self.registry[model].__mro__:
                if not cls.__module__.startswith(ADDON):
                    continue
                for name in vars(cls):
                    _ours, is_odoos = self.ours(model, name)
                    if name.startswith("_") and name[1] != "_" and is_odoos:
                        is_private = callable(getattr(cls, name))
                        with self.subTest(method=name):
                            self.assertTrue(not is_private or name in asked | others)
