"""Claims that are filed keep whether their company wanted four eyes."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE becs_claim claim
           SET four_eyes = company.becs_four_eyes
          FROM res_company company
         WHERE company.id = claim.company_id
           AND (claim.state <> 'draft' OR claim.input_horizon IS NOT NULL)
        """
    )
