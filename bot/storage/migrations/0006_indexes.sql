-- What a case led to is looked up at each renewal of its message; without this the whole server is read.
CREATE INDEX sanctions_case ON sanctions (part, guild_id, case_number);
-- What Discord refused for lack of a permission is looked for at each change of permissions.
CREATE INDEX actions_refused ON actions (part, guild_id) WHERE state = 'refused';
