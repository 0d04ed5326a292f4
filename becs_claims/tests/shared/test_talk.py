# what tests say nobody translates
# pylint: disable=translation-required

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .portal_walk_case import PortalWalkCase
from .test_migration import migration

TO_DISTRIBUTOR = "becs_claims.mt_distributor"
TALK = ("becs.claim", "becs.request", "becs.dispute", "becs.program", "becs.pos.report")
SECRET, OPEN = "between colleagues zz1", "for the distributor zz2"


class TalkCase(PortalWalkCase):
    """Somebody at the vendor's writes on everything a distributor reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = new_test_user(
            cls.env, "becs_talker", "becs_claims.group_administrator,base.group_user"
        )
        cls.person = cls.clerk.partner_id
        cls.person.email = "clerk@example.com"
        for model in TALK:
            cls.records[model].message_subscribe(cls.person.ids)

    def threads(self):
        for model in TALK:
            yield self.records[model][0]

    def say(self, record, subtype="mail.mt_comment", **values):
        text = OPEN if subtype == TO_DISTRIBUTOR else SECRET
        return record.with_user(self.analyst).message_post(
            body=text,
            message_type="comment",
            subtype_xmlid=subtype,
            attachments=[("costs.txt", b"costs")],
            **values,
        )

    def hidden(self, record):
        """Everything that is said among colleagues."""
        record = record.with_user(self.analyst).with_context(mail_notrack=False)
        return (
            self.say(record)
            | self.say(record, "mail.mt_note")
            | record._message_log(body=SECRET)
            | record.message_post(body=SECRET)
            | record.message_post(
                body=SECRET, message_type="email", subtype_xmlid="mail.mt_comment"
            )
            | record.message_post(body=SECRET, message_type="auto_comment")
        ).sudo()

    def rpc(self, address, **params):
        answer = self.url_open(
            address,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.text


@tagged("post_install", "-at_install")
class TestTalk(TalkCase):
    def test_colleagues_talk_is_not_read(self):
        """By search, by number, through a field, by the file, by the reactions."""
        Message = self.env["mail.message"]
        for record in self.threads():
            hidden = self.hidden(record)
            shown = self.say(record, TO_DISTRIBUTOR)
            self.env.flush_all()
            for user in (self.clerk, self.looker, self.rival):
                self.env.invalidate_all()
                found = Message.with_user(user).search(
                    [("model", "=", record._name), ("res_id", "=", record.id)]
                )
                own = user != self.rival
                with self.subTest(model=record._name, user=user.login):
                    self.assertFalse(found & hidden)
                    self.assertEqual(shown in found, own)
                    self.assertEqual(shown.with_user(user).has_access("read"), own)
                for message in hidden:
                    with self.subTest(model=record._name, user=user.login):
                        mine = message.with_user(user)
                        self.assertFalse(mine.has_access("read"))
                        with self.assertRaises(AccessError):
                            mine.read(["body"])
                        for file in message.attachment_ids.with_user(user):
                            self.assertFalse(file.has_access("read"))
                        self.assertFalse(
                            Message.with_user(user).sudo()._get_with_access(message.id)
                        )

    def test_messages_the_system_wrote(self):
        """Odoo shows them to whoever knows their number and reads the record."""
        claim = self.records["becs.claim"][0]
        system = claim._message_log(body=SECRET)
        self.env.flush_all()
        self.assertFalse(system.with_user(self.clerk).has_access("read"))

    @mute_logger("odoo.http")
    def test_over_http(self):
        said = {}
        for record in self.threads():
            said[record] = self.hidden(record)
            self.say(record, TO_DISTRIBUTOR)
        self.authenticate("becs_clerk", "becs_clerk")
        for record, messages in said.items():
            thread = {"thread_model": record._name, "thread_id": record.id}
            parts = ["attachments", "suggestedRecipients"]
            asked = {
                "/mail/thread/messages": thread,
                "/mail/thread/subscribe": {
                    "res_model": record._name,
                    "res_id": record.id,
                    "partner_ids": self.person.ids,
                },
                "/mail/chatter_fetch": thread,
                "/portal/chatter_init": thread,
                "/mail/data": {
                    "fetch_params": [["mail.thread", thread | {"request_list": parts}]]
                },
                "/mail/thread/recipients": thread | {"message_id": messages[0].id},
                "/mail/thread/recipients/get_suggested_recipients": thread,
            }
            for address, params in asked.items():
                with self.subTest(model=record._name, address=address):
                    text = self.rpc(address, **params)
                    self.assertNotIn(SECRET, text)
                    if address != "/mail/thread/messages":
                        self.assertNotIn("becs_talker", text)
                        self.assertNotIn("costs.txt", text)
            self.assertIn(OPEN, self.rpc("/mail/thread/messages", **thread))
            for file in messages.attachment_ids:
                answer = self.url_open(f"/web/content/{file.id}")
                self.assertNotIn("costs", answer.text)

    def test_who_follows_is_not_mailed(self):
        for record in self.threads():
            for message in self.hidden(record):
                with self.subTest(model=record._name, kind=message.message_type):
                    self.assertNotIn(self.person, message.notified_partner_ids)
                    self.assertNotIn(
                        self.person, message.notification_ids.res_partner_id
                    )
            shown = self.say(record, TO_DISTRIBUTOR)
            with self.subTest(model=record._name):
                self.assertIn(self.person, shown.notification_ids.res_partner_id)

    def test_another_distributor_that_follows(self):
        person = self.rival.partner_id
        for record in self.threads():
            record.message_subscribe(person.ids)
            shown = self.say(record, TO_DISTRIBUTOR)
            with self.subTest(model=record._name):
                self.assertNotIn(person, shown.notification_ids.res_partner_id)

    def test_named_in_a_comment(self):
        """Who is named would not hear of it, and that is said."""
        colleague = new_test_user(self.env, "becs_colleague", "base.group_user")
        for record in self.threads():
            with self.subTest(model=record._name):
                with self.assertRaisesRegex(UserError, "To the distributor"):
                    self.say(record, partner_ids=self.person.ids)
                message = self.say(record, partner_ids=colleague.partner_id.ids)
                self.assertIn(
                    colleague.partner_id, message.notification_ids.res_partner_id
                )
                answer = record.message_post(
                    body=SECRET,
                    message_type="email",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=self.person.ids,
                )
                self.assertFalse(answer.partner_ids)

    def test_colleagues_hear_what_the_distributor_says(self):
        """Followers of discussions, and who wrote to the distributor."""
        dispute = self.records["becs.dispute"]
        follower = new_test_user(
            self.env, "becs_follower", "becs_claims.group_viewer,base.group_user"
        ).partner_id
        dispute.message_subscribe(follower.ids)
        # Odoo's tests turn off that who writes follows
        self.say(
            dispute.with_context(mail_post_autofollow_author_skip=False),
            TO_DISTRIBUTOR,
        )
        self.assertIn(self.analyst.partner_id, dispute.message_partner_ids)
        dispute.with_user(self.clerk).sudo()._portal_say("Here it is")
        answer = dispute.message_ids[0]
        self.assertEqual(answer.subtype_id, self.env.ref(TO_DISTRIBUTOR))
        self.assertEqual(answer.author_id, self.person)
        heard = answer.notification_ids.res_partner_id
        self.assertLessEqual(follower | self.analyst.partner_id, heard)

    def test_an_answer_by_mail(self):
        """What the distributor's people write stays readable for them."""
        claim = self.records["becs.claim"][0]
        message = claim.message_post(
            body="By mail",
            message_type="email",
            author_id=self.person.id,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(message.with_user(self.clerk).has_access("read"))
        self.assertTrue(message.with_user(self.looker).has_access("read"))

    def test_on_pages(self):
        """Claims and authorizations show what was said, with its files."""
        self.authenticate("becs_clerk", "becs_clerk")
        for model, url in (
            ("becs.claim", "/my/becs/claims"),
            ("becs.program", "/my/becs/authorizations"),
            ("becs.request", "/my/becs/requests"),
            ("becs.dispute", "/my/becs/disputes"),
        ):
            record = self.records[model][0]
            hidden = self.hidden(record)
            shown = self.say(record, TO_DISTRIBUTOR)
            text = self.url_open(f"{url}/{record.id}").text
            with self.subTest(model=model):
                self.assertIn(OPEN, text)
                self.assertNotIn(SECRET, text)
                self.assertEqual(text.count("costs.txt"), 1)
            if model in ("becs.claim", "becs.program"):
                said = f"{url}/{record.id}/said"
                answer = self.url_open(f"{said}/{shown.attachment_ids.id}")
                self.assertEqual(answer.content, b"costs")
                for file in hidden.attachment_ids:
                    answer = self.url_open(f"{said}/{file.id}")
                    self.assertEqual(answer.status_code, 404)

    def test_contacts_are_mailed(self):
        for record in self.threads():
            contact = self.distributor
            if record._name == "becs.dispute":
                record = self.env["becs.dispute"]
            for one in record:
                message = self.say(one, TO_DISTRIBUTOR)
                self.assertEqual(message.partner_ids, contact)
                self.assertTrue(message.notification_ids)

    def test_programs_of_several(self):
        """Who reads a message reads for whom else it was."""
        common = self.env["becs.program"].search([("code", "=", "COMMON")])
        both = self.new_program(
            code="BOTH", distributor_ids=[*self.distributor.ids, self.other.id]
        )
        for program in common | both:
            self.assertFalse(self.say(program, TO_DISTRIBUTOR).partner_ids)
            with self.assertRaisesRegex(UserError, "Others, too"):
                self.say(program, TO_DISTRIBUTOR, partner_ids=self.person.ids)
            # an answer by mail is for us alone
            answer = program.message_post(
                body=SECRET,
                message_type="email",
                author_id=self.rival.partner_id.id,
                subtype_xmlid="mail.mt_comment",
            )
            self.assertFalse(answer.with_user(self.clerk).has_access("read"))

    def test_nobody_of_the_distributor_is_suggested(self):
        for record in self.threads():
            self.say(record, TO_DISTRIBUTOR)
            suggested = record.with_user(
                self.analyst
            )._message_get_suggested_recipients(reply_discussion=True)
            found = [one["partner_id"] for one in suggested]
            with self.subTest(model=record._name):
                self.assertFalse({self.person.id, self.distributor.id} & {*found})

    def test_the_kind_is_known_to_the_screen(self):
        self.authenticate("becs_talker", "becs_talker")
        store = json.loads(self.rpc("/mail/data", fetch_params=["init_messaging"]))
        self.assertIn("result", store)
        page = self.url_open("/odoo").text
        self.assertIn(f'"becs_mt_distributor": {self.env.ref(TO_DISTRIBUTOR).id}', page)


@tagged("post_install", "-at_install")
class TestTalkMigration(TalkCase):
    def as_before(self, record, partners=(), author=None, **values):
        """A comment of the former version, mailed to somebody or nobody."""
        return self.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "comment",
                "body": SECRET,
                "author_id": (author or self.analyst.partner_id).id,
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "notification_ids": [
                    (0, 0, {"res_partner_id": partner.id}) for partner in partners
                ],
                **values,
            }
        )

    def test_what_was_sent_is_told(self):
        shown = self.env.ref(TO_DISTRIBUTOR)
        colleague = self.env.user.partner_id
        common = self.env["becs.program"].search([("code", "=", "COMMON")])
        expected = {}
        for record in self.threads():
            expected |= {
                self.as_before(record, [self.person]): True,
                self.as_before(record, partner_ids=self.person.ids): True,
                self.as_before(record, author=self.person): True,
                self.as_before(record, [colleague]): False,
                self.as_before(record): False,
                self.as_before(record, [self.rival.partner_id]): False,
                self.as_before(record, [self.person], is_internal=True): False,
                self.as_before(
                    record,
                    [self.person],
                    subtype_id=self.env.ref("mail.mt_note").id,
                ): False,
            }
        expected[self.as_before(common, [self.person])] = False
        self.env.flush_all()
        for _ in range(2):
            migration("19.0.4.3.0", "post-talk").migrate(self.env.cr, "19.0.4.2.0")
            for message, is_shown in expected.items():
                with self.subTest(model=message.model, message=message):
                    self.assertEqual(message.subtype_id == shown, is_shown)

    def test_answers_to_disputes_of_the_vendor(self):
        """Nobody was mailed, but they were on the page."""
        dispute = self.records["becs.dispute"]
        self.assertFalse(dispute.user_id.share)
        dispute.action_answer("Which  approval?\nOf May?")
        comment = self.env.ref("mail.mt_comment")
        [answer] = dispute.message_ids.filtered(lambda one: "Which" in one.body)
        self.assertEqual(answer.subtype_id, self.env.ref(TO_DISTRIBUTOR))
        answer.subtype_id = comment
        other = self.as_before(dispute)
        self.env.flush_all()
        migration("19.0.4.3.0", "post-talk").migrate(self.env.cr, "19.0.4.2.0")
        self.assertEqual(answer.subtype_id, self.env.ref(TO_DISTRIBUTOR))
        self.assertEqual(other.subtype_id, comment)
