"""Write down what is known of the past: verdicts of people, approvals, credit notes."""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO becs_event (claim_id, claim_line_id, line_name, company_id,
                                currency_id, to_state, amount_to, quantity_to, kind,
                                note, user_id, date)
        SELECT l.claim_id, l.id,
               NULLIF(concat_ws(' / ', NULLIF(btrim(l.pos_document), ''),
                                NULLIF(btrim(l.product_ref), '')), ''),
               l.company_id, l.currency_id, l.state, l.amount_approved,
               l.quantity_approved, 'verdict', l.decision_note, l.decided_by_id,
               COALESCE(l.decided_on, l.write_date, now() AT TIME ZONE 'UTC')
          FROM becs_claim_line l
         WHERE l.decision = 'manual' AND l.decided_by_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM becs_event e
                            WHERE e.claim_line_id = l.id AND e.kind = 'verdict')
         ORDER BY l.decided_on, l.id
        """
    )
    cr.execute(
        """
        INSERT INTO becs_event (claim_id, company_id, currency_id, to_state, amount_to,
                                kind, user_id, date)
        SELECT c.id, c.company_id, c.currency_id, 'approved', c.amount_approved,
               'approved', c.approved_by_id,
               COALESCE(c.approved_on, c.write_date, now() AT TIME ZONE 'UTC')
          FROM becs_claim c
         WHERE c.approved_by_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM becs_event e
                            WHERE e.claim_id = c.id AND e.kind = 'approved')
         ORDER BY c.approved_on, c.id
        """
    )
    cr.execute(
        """
        INSERT INTO becs_event (claim_id, company_id, currency_id, amount_to, kind,
                                move_id, user_id, date)
        SELECT l.claim_id, l.company_id, l.currency_id, sum(l.amount_approved),
               'credited', m.id, COALESCE(m.create_uid, 1),
               COALESCE(m.create_date, now() AT TIME ZONE 'UTC')
          FROM becs_claim_line l
          JOIN account_move_line aml ON aml.id = l.credit_line_id
          JOIN account_move m ON m.id = aml.move_id
         WHERE NOT EXISTS (SELECT FROM becs_event e
                            WHERE e.claim_id = l.claim_id AND e.move_id = m.id)
         GROUP BY l.claim_id, l.company_id, l.currency_id, m.id
         ORDER BY m.id, l.claim_id
        """
    )
