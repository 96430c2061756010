-- Tables on which something else is installed than is wanted. Locks nothing but functions of tables that are gone.
select u.relation::text as relation from :"schema".unsettled_tables() as u(relation)
