-- What was in clear before a map was sealed lies in old row versions and entries of indexes until the numbers are written anew.
-- `sealed_in` says when nobody can need those versions any more, `swept_at` that they are gone.
ALTER TABLE sealed_map ADD COLUMN sealed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE sealed_map ADD COLUMN swept_at timestamptz;
