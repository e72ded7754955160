CREATE TABLE audit_sample (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	first DATE NOT NULL,
	last DATE NOT NULL,
	kinds VARCHAR(40) NOT NULL,
	method VARCHAR(7) NOT NULL,
	wanted INTEGER NOT NULL,
	word VARCHAR(100) NOT NULL,
	announced DATE NOT NULL,
	person_id BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_audit_sample PRIMARY KEY (id),
	CONSTRAINT ck_audit_sample_days_in_order CHECK (last >= first),
	CONSTRAINT ck_audit_sample_wanted_in_bounds CHECK (wanted BETWEEN 1 AND 500),
	CONSTRAINT fk_audit_sample_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_audit_sample_sample_method CHECK (method IN ('uniform', 'money')),
	CONSTRAINT fk_audit_sample_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_audit_sample_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE complaint (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	kind VARCHAR(9) NOT NULL,
	way VARCHAR(9) NOT NULL,
	received DATE NOT NULL,
	due DATE NOT NULL,
	subject VARCHAR(9) NOT NULL,
	reference VARCHAR(80) NOT NULL,
	words VARCHAR(2000) NOT NULL,
	about_person_id BIGINT,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_complaint PRIMARY KEY (id),
	CONSTRAINT ck_complaint_due_after_received CHECK (due >= received),
	CONSTRAINT fk_complaint_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_complaint_complaint_kind CHECK (kind IN ('complaint', 'question')),
	CONSTRAINT ck_complaint_complaint_way CHECK (way IN ('in_person', 'phone', 'letter', 'email', 'other')),
	CONSTRAINT ck_complaint_complaint_subject CHECK (subject IN ('receipt', 'campaign', 'programme', 'statement', 'other')),
	CONSTRAINT fk_complaint_about_person_id_person FOREIGN KEY(about_person_id) REFERENCES person (id),
	CONSTRAINT fk_complaint_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_complaint_unit_id ON complaint (unit_id);
CREATE TABLE giver_update (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	fund_id BIGINT NOT NULL,
	campaign VARCHAR(20) NOT NULL,
	first DATE NOT NULL,
	last DATE NOT NULL,
	figures TEXT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_giver_update PRIMARY KEY (id),
	CONSTRAINT ck_giver_update_days_in_order CHECK (last >= first),
	CONSTRAINT fk_giver_update_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_giver_update_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_giver_update_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_giver_update_unit_id ON giver_update (unit_id);
CREATE TABLE kept_checkpoint (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	day DATE NOT NULL,
	size BIGINT NOT NULL,
	text TEXT NOT NULL,
	verifier VARCHAR(500) NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_kept_checkpoint PRIMARY KEY (id),
	CONSTRAINT fk_kept_checkpoint_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_kept_checkpoint_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_kept_checkpoint_unit_id ON kept_checkpoint (unit_id);
CREATE TABLE password (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	digest VARCHAR(200) NOT NULL,
	is_first BOOLEAN NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_password PRIMARY KEY (id),
	CONSTRAINT fk_password_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_password_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_password_person_id ON password (person_id);
CREATE TABLE publication_switch (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	subject VARCHAR(10) NOT NULL,
	number INTEGER NOT NULL,
	is_on BOOLEAN NOT NULL,
	since DATE NOT NULL,
	announced DATE NOT NULL,
	reason VARCHAR(500) NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_publication_switch PRIMARY KEY (id),
	CONSTRAINT uq_publication_switch_unit_id_subject_number UNIQUE (unit_id, subject, number),
	CONSTRAINT ck_publication_switch_reason_for_off CHECK (is_on OR reason <> ''),
	CONSTRAINT fk_publication_switch_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_publication_switch_publication_subject CHECK (subject IN ('statements', 'campaigns', 'updates')),
	CONSTRAINT fk_publication_switch_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE published_statement (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	first DATE NOT NULL,
	last DATE NOT NULL,
	version INTEGER NOT NULL,
	published DATE NOT NULL,
	opening BIGINT NOT NULL,
	received BIGINT NOT NULL,
	used BIGINT NOT NULL,
	closing BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_published_statement PRIMARY KEY (id),
	CONSTRAINT uq_published_statement_unit_id_first_last_version UNIQUE (unit_id, first, last, version),
	CONSTRAINT ck_published_statement_days_in_order CHECK (last >= first),
	CONSTRAINT fk_published_statement_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_published_statement_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE second_factor (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	sealed BYTEA,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_second_factor PRIMARY KEY (id),
	CONSTRAINT fk_second_factor_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_second_factor_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_second_factor_person_id ON second_factor (person_id);
CREATE TABLE complaint_contact (
	complaint_id BIGINT NOT NULL,
	name VARCHAR(120) NOT NULL,
	reach VARCHAR(200) NOT NULL,
	CONSTRAINT pk_complaint_contact PRIMARY KEY (complaint_id),
	CONSTRAINT fk_complaint_contact_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);
CREATE TABLE complaint_step (
	id BIGSERIAL NOT NULL,
	complaint_id BIGINT NOT NULL,
	number INTEGER NOT NULL,
	kind VARCHAR(8) NOT NULL,
	day DATE NOT NULL,
	words VARCHAR(2000) NOT NULL,
	assigned_to BIGINT,
	result VARCHAR(9),
	person_id BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_complaint_step PRIMARY KEY (id),
	CONSTRAINT uq_complaint_step_complaint_id_number UNIQUE (complaint_id, number),
	CONSTRAINT fk_complaint_step_complaint_id_complaint FOREIGN KEY(complaint_id) REFERENCES complaint (id),
	CONSTRAINT ck_complaint_step_step_kind CHECK (kind IN ('assigned', 'answered', 'closed', 'reopened')),
	CONSTRAINT fk_complaint_step_assigned_to_person FOREIGN KEY(assigned_to) REFERENCES person (id),
	CONSTRAINT ck_complaint_step_complaint_result CHECK (result IN ('founded', 'partly', 'unfounded', 'explained', 'withdrawn')),
	CONSTRAINT fk_complaint_step_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_complaint_step_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_donation_unit_id ON donation (unit_id);
CREATE TABLE giver_code (
	id BIGSERIAL NOT NULL,
	donor_id BIGINT NOT NULL,
	number INTEGER NOT NULL,
	digest VARCHAR(64) NOT NULL,
	day DATE NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_giver_code PRIMARY KEY (id),
	CONSTRAINT uq_giver_code_donor_id_number UNIQUE (donor_id, number),
	CONSTRAINT fk_giver_code_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_giver_code_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_giver_code_digest ON giver_code (digest);
CREATE TABLE published_file (
	statement_id BIGINT NOT NULL,
	name VARCHAR(80) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	size BIGINT NOT NULL,
	content BYTEA NOT NULL,
	CONSTRAINT pk_published_file PRIMARY KEY (statement_id, name),
	CONSTRAINT fk_published_file_statement_id_published_statement FOREIGN KEY(statement_id) REFERENCES published_statement (id)
);
CREATE TABLE recovery_code (
	id BIGSERIAL NOT NULL,
	second_factor_id BIGINT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_recovery_code PRIMARY KEY (id),
	CONSTRAINT fk_recovery_code_second_factor_id_second_factor FOREIGN KEY(second_factor_id) REFERENCES second_factor (id),
	CONSTRAINT fk_recovery_code_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_recovery_code_second_factor_id ON recovery_code (second_factor_id);
CREATE TABLE sample_closing (
	sample_id BIGINT NOT NULL,
	summary VARCHAR(2000) NOT NULL,
	day DATE NOT NULL,
	person_id BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_sample_closing PRIMARY KEY (sample_id),
	CONSTRAINT fk_sample_closing_sample_id_audit_sample FOREIGN KEY(sample_id) REFERENCES audit_sample (id),
	CONSTRAINT fk_sample_closing_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_sample_closing_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE sample_draw (
	sample_id BIGINT NOT NULL,
	root VARCHAR(64) NOT NULL,
	seed VARCHAR(64) NOT NULL,
	entries INTEGER NOT NULL,
	total BIGINT NOT NULL,
	list_sha256 VARCHAR(64) NOT NULL,
	drawn DATE NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_sample_draw PRIMARY KEY (sample_id),
	CONSTRAINT fk_sample_draw_sample_id_audit_sample FOREIGN KEY(sample_id) REFERENCES audit_sample (id),
	CONSTRAINT fk_sample_draw_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE update_step (
	id BIGSERIAL NOT NULL,
	update_id BIGINT NOT NULL,
	number INTEGER NOT NULL,
	state VARCHAR(9) NOT NULL,
	title VARCHAR(200) NOT NULL,
	body VARCHAR(8000) NOT NULL,
	reason VARCHAR(500) NOT NULL,
	day DATE NOT NULL,
	person_id BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_update_step PRIMARY KEY (id),
	CONSTRAINT uq_update_step_update_id_number UNIQUE (update_id, number),
	CONSTRAINT fk_update_step_update_id_giver_update FOREIGN KEY(update_id) REFERENCES giver_update (id),
	CONSTRAINT ck_update_step_update_state CHECK (state IN ('drafted', 'finished', 'published', 'withdrawn')),
	CONSTRAINT fk_update_step_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_update_step_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_bank_line_unit_id ON bank_line (unit_id);
CREATE INDEX ix_receipt_unit_id ON receipt (unit_id);
CREATE TABLE recovery_code_use (
	code_id BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_recovery_code_use PRIMARY KEY (code_id),
	CONSTRAINT fk_recovery_code_use_code_id_recovery_code FOREIGN KEY(code_id) REFERENCES recovery_code (id),
	CONSTRAINT fk_recovery_code_use_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE sample_item (
	sample_id BIGINT NOT NULL,
	place INTEGER NOT NULL,
	entry_id BIGINT NOT NULL,
	CONSTRAINT pk_sample_item PRIMARY KEY (sample_id, place),
	CONSTRAINT uq_sample_item_sample_id_entry_id UNIQUE (sample_id, entry_id),
	CONSTRAINT fk_sample_item_sample_id_sample_draw FOREIGN KEY(sample_id) REFERENCES sample_draw (sample_id),
	CONSTRAINT fk_sample_item_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE sample_finding (
	id BIGSERIAL NOT NULL,
	sample_id BIGINT NOT NULL,
	place INTEGER NOT NULL,
	number INTEGER NOT NULL,
	verdict VARCHAR(8) NOT NULL,
	words VARCHAR(1000) NOT NULL,
	day DATE NOT NULL,
	person_id BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_sample_finding PRIMARY KEY (id),
	CONSTRAINT uq_sample_finding_sample_id_place_number UNIQUE (sample_id, place, number),
	CONSTRAINT fk_sample_finding_sample_id_sample_item FOREIGN KEY(sample_id, place) REFERENCES sample_item (sample_id, place),
	CONSTRAINT ck_sample_finding_finding_verdict CHECK (verdict IN ('in_order', 'question', 'wrong')),
	CONSTRAINT fk_sample_finding_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_sample_finding_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
