-- Before PostgreSQL 18 a plan that enable_… = off had to take costs ten billion more, which is above every threshold: with
-- an LLVM, as most packages of PostgreSQL have one, each call then compiled its hundred expressions anew, for half a
-- second and more (7 s on a busy machine), to read a handful of rows.
alter function :"schema".claim_outbox(uuid, integer, double precision, uuid) set jit = off;
alter function :"schema".claim_queue(uuid, uuid[], smallint[], integer[], double precision[], integer, double precision)
  set jit = off;
alter function :"schema".store_successes(
  uuid[], uuid[], smallint[], uuid[], uuid[], text[], text[], text[], smallint[], real[], double precision[], text[], text[],
  text[], boolean[], boolean[]
) set jit = off;
alter function :"schema".store_outcomes(
  uuid[], uuid[], smallint[], uuid[], uuid[], smallint[], text[], text[], text[], text[], text[], smallint[], smallint[],
  real[], text[], text[], double precision[], smallint[], smallint[], text[], double precision[], text[], text[], text[],
  boolean[], smallint[], double precision[], integer, double precision, double precision, boolean[], boolean
) set jit = off;
