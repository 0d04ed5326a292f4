"""Give programs that were approved before versions were kept their version 1."""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO becs_program_version (program_id, number, reason, date)
        SELECT p.id, 1, 'Terms when versions began to be kept',
               COALESCE(p.create_date, now() AT TIME ZONE 'UTC')
          FROM becs_program p
         WHERE p.state IN ('approved', 'suspended', 'closed')
           AND NOT EXISTS (SELECT FROM becs_program_version v
                            WHERE v.program_id = p.id)
         ORDER BY p.id
        """
    )
    cr.execute(
        """
        UPDATE becs_program SET version = 1
         WHERE state IN ('approved', 'suspended', 'closed')
           AND COALESCE(version, 0) = 0
        """
    )
