/** A user as the server's catalogue tells. Catalogues that hold passwords are not read. */
export interface RoleSeen {
  readonly name: string;
  readonly canLogin: boolean;
  /** No password is taken any more. */
  readonly expired: boolean;
  /** May do what no application needs: superuser, replication, or the making of users. */
  readonly privileged: boolean;
  readonly comment: string | null;
  /** Everything else that makes two users differ, as text: attributes and settings. */
  readonly attributes: string;
  /** The groups that it is in, each with how, as text. */
  readonly groups: readonly Group[];
  /** Objects that it owns, and grants to itself, in every database of the server. */
  readonly own: number;
  /** Whoever asks may alter it. */
  readonly alterable: boolean;
  /** Whoever asks may end its sessions. */
  readonly endable: boolean;
}

export interface Group {
  readonly name: string;
  /** Its rights are there without asking for them. */
  readonly inherits: boolean;
  readonly how: string;
}

/** A session that is open at this moment. */
export interface SessionSeen {
  readonly name: string;
  /** null: on the server's own machine, or whoever asks may not see it. */
  readonly source: string | null;
  readonly application: string;
}

/**
 * https://www.postgresql.org/docs/current/view-pg-roles.html, catalog-pg-auth-members.html, catalog-pg-shdepend.html.
 * Memberships are compared as JSON: their options are others in each version.
 */
export const ROLES = `
select r.rolname as "name",
  r.rolcanlogin as "canLogin",
  coalesce(r.rolvaliduntil <= now(), false) as "expired",
  r.rolsuper or r.rolreplication or r.rolcreaterole
    or exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = r.oid and g.rolname in ('rds_superuser', 'rds_replication')) as "privileged",
  shobj_description(r.oid, 'pg_authid') as "comment",
  jsonb_build_object('inherit', r.rolinherit, 'createdb', r.rolcreatedb, 'bypassrls', r.rolbypassrls,
    'connections', r.rolconnlimit, 'settings', (select coalesce(jsonb_agg(jsonb_build_array(s.setdatabase, s.setconfig)
      order by s.setdatabase), '[]') from pg_db_role_setting s where s.setrole = r.oid))::text as "attributes",
  (select coalesce(jsonb_agg(jsonb_build_object('name', g.rolname,
      'inherits', coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit),
      'how', (to_jsonb(m) - 'oid' - 'roleid' - 'member' - 'grantor')::text) order by g.rolname), '[]')
    from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as "groups",
  (select count(*)::int from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
    and d.classid <> 'pg_auth_members'::regclass) as "own",
  me.rolsuper or (me.rolcreaterole and (current_setting('server_version_num')::int < 160000
    or pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION'))) as "alterable",
  me.rolsuper or pg_has_role(me.oid, r.oid, 'USAGE')
    or pg_has_role(me.oid, 'pg_signal_backend', 'USAGE') as "endable"
from pg_roles r, pg_roles me
where r.rolname = any($1) and me.rolname = current_user
order by r.rolname`;

export const SESSIONS = `
select usename as "name", host(client_addr) as "source", coalesce(application_name, '') as "application"
from pg_stat_activity where usename = any($1) and pid <> pg_backend_pid()
order by usename, source, application`;
