CREATE TABLE payment_paper (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	kind VARCHAR(11) NOT NULL,
	day DATE NOT NULL,
	file_name VARCHAR(200) NOT NULL,
	media_type VARCHAR(40) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	content BLOB NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_paper PRIMARY KEY (id),
	CONSTRAINT fk_payment_paper_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_payment_paper_proof_kind CHECK (kind IN ('signed_list', 'school', 'family')),
	CONSTRAINT fk_payment_paper_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE programme (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	kind VARCHAR(11) NOT NULL,
	fund_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	rulebook VARCHAR(60) NOT NULL,
	opened DATE NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_programme PRIMARY KEY (id),
	CONSTRAINT uq_programme_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT fk_programme_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_programme_programme_kind CHECK (kind IN ('award', 'sponsorship')),
	CONSTRAINT fk_programme_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_programme_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_programme_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE recipient (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	kind VARCHAR(7) NOT NULL,
	full_name VARCHAR(120) NOT NULL,
	sort_key BLOB NOT NULL,
	search_fold VARCHAR(120) NOT NULL,
	birth_day DATE,
	birth_year INTEGER,
	sex VARCHAR(6) NOT NULL,
	village VARCHAR(120) NOT NULL,
	commune VARCHAR(120) NOT NULL,
	phone VARCHAR(20) NOT NULL,
	merged_into_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_recipient PRIMARY KEY (id),
	CONSTRAINT ck_recipient_merged_into_another CHECK (merged_into_id <> id),
	CONSTRAINT fk_recipient_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_recipient_recipient_kind CHECK (kind IN ('pupil', 'student', 'adult', 'school')),
	CONSTRAINT ck_recipient_sex CHECK (sex IN ('female', 'male', '')),
	CONSTRAINT fk_recipient_merged_into_id_recipient FOREIGN KEY(merged_into_id) REFERENCES recipient (id),
	CONSTRAINT fk_recipient_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_recipient_merged_into_id ON recipient (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ix_recipient_search_fold ON recipient (search_fold);
CREATE INDEX ix_recipient_sort_key ON recipient (unit_id, sort_key);
CREATE TABLE award_round (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	school_year INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	budget INTEGER NOT NULL,
	rulebook VARCHAR(60) NOT NULL,
	rulebook_digest VARCHAR(64) NOT NULL,
	nominate_until DATE NOT NULL,
	screen_until DATE,
	vote_until DATE,
	as_of DATE NOT NULL,
	purpose VARCHAR(5) NOT NULL,
	goods VARCHAR(120) NOT NULL,
	state VARCHAR(9) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_award_round PRIMARY KEY (id),
	CONSTRAINT uq_award_round_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT ck_award_round_budget_positive CHECK (budget > 0),
	CONSTRAINT ck_award_round_goods_named CHECK ((purpose = 'goods') = (goods <> '')),
	CONSTRAINT ck_award_round_budget_whole CHECK (typeof(budget) = 'integer'),
	CONSTRAINT fk_award_round_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_award_round_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_award_round_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT ck_award_round_round_purpose CHECK (purpose IN ('money', 'goods')),
	CONSTRAINT ck_award_round_round_state CHECK (state IN ('open', 'closed', 'screened', 'allocated', 'decided', 'cancelled')),
	CONSTRAINT fk_award_round_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_award_round_programme ON award_round (programme_id);
CREATE TABLE enrolment (
	id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	school_year INTEGER NOT NULL,
	school VARCHAR(200) NOT NULL,
	grade INTEGER,
	school_class VARCHAR(40) NOT NULL,
	told DATE NOT NULL,
	despite VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_enrolment PRIMARY KEY (id),
	CONSTRAINT ck_enrolment_grade_of_twelve CHECK (grade BETWEEN 1 AND 12),
	CONSTRAINT fk_enrolment_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_enrolment_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_enrolment_recipient ON enrolment (recipient_id, school_year);
CREATE INDEX ix_enrolment_school_year ON enrolment (school_year);
CREATE TABLE guardian (
	id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	full_name VARCHAR(120) NOT NULL,
	relation VARCHAR(13) NOT NULL,
	represents BOOLEAN NOT NULL,
	raises BOOLEAN NOT NULL,
	phone VARCHAR(20) NOT NULL,
	address VARCHAR(200) NOT NULL,
	since DATE NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_guardian PRIMARY KEY (id),
	CONSTRAINT fk_guardian_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_guardian_relation CHECK (relation IN ('father', 'mother', 'grandparent', 'sibling', 'aunt_or_uncle', 'foster_parent', 'facility', 'other')),
	CONSTRAINT fk_guardian_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_guardian_recipient ON guardian (recipient_id);
CREATE TABLE known_fact (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	"key" VARCHAR(40) NOT NULL,
	value VARCHAR(60) NOT NULL,
	source VARCHAR(7) NOT NULL,
	words TEXT NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_known_fact PRIMARY KEY (id),
	CONSTRAINT fk_known_fact_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_known_fact_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_known_fact_said CHECK (source IN ('officer', 'list', 'text')),
	CONSTRAINT fk_known_fact_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_known_fact_recipient ON known_fact (recipient_id, "key");
CREATE TABLE pair_decision (
	id INTEGER NOT NULL,
	low_id INTEGER NOT NULL,
	high_id INTEGER NOT NULL,
	verdict VARCHAR(9) NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_pair_decision PRIMARY KEY (id),
	CONSTRAINT ck_pair_decision_in_order CHECK (low_id < high_id),
	CONSTRAINT fk_pair_decision_low_id_recipient FOREIGN KEY(low_id) REFERENCES recipient (id),
	CONSTRAINT fk_pair_decision_high_id_recipient FOREIGN KEY(high_id) REFERENCES recipient (id),
	CONSTRAINT ck_pair_decision_pair_verdict CHECK (verdict IN ('same', 'different')),
	CONSTRAINT fk_pair_decision_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_pair_decision_pair ON pair_decision (low_id, high_id);
CREATE TABLE payee (
	id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	way VARCHAR(6) NOT NULL,
	owner VARCHAR(9) NOT NULL,
	bank VARCHAR(6) NOT NULL,
	number VARCHAR(19) NOT NULL,
	holder VARCHAR(120) NOT NULL,
	since DATE NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payee PRIMARY KEY (id),
	CONSTRAINT ck_payee_account_whole CHECK ((bank = '') = (number = '')),
	CONSTRAINT ck_payee_account_of_way CHECK ((way <> 'bank' OR number <> '') AND (way <> 'cash' OR number = '')),
	CONSTRAINT fk_payee_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_payee_payee_way CHECK (way IN ('cash', 'bank', 'school')),
	CONSTRAINT ck_payee_payee_owner CHECK (owner IN ('recipient', 'guardian', 'school')),
	CONSTRAINT fk_payee_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_payee_number ON payee (number);
CREATE INDEX ix_payee_recipient ON payee (recipient_id, since);
CREATE TABLE public_code (
	code VARCHAR(12) NOT NULL,
	recipient_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	version INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_public_code PRIMARY KEY (code),
	CONSTRAINT uq_public_code_recipient_id_year_version UNIQUE (recipient_id, year, version),
	CONSTRAINT ck_public_code_version_positive CHECK (version > 0),
	CONSTRAINT ck_public_code_code_of_a_year CHECK (SUBSTR(code, 1, 2) = 'HB'),
	CONSTRAINT fk_public_code_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_public_code_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE recipient_change (
	id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	kind VARCHAR(9) NOT NULL,
	day DATE NOT NULL,
	changed TEXT NOT NULL,
	other_id INTEGER,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_recipient_change PRIMARY KEY (id),
	CONSTRAINT fk_recipient_change_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_recipient_change_change_kind CHECK (kind IN ('corrected', 'merged', 'separated')),
	CONSTRAINT fk_recipient_change_other_id_recipient FOREIGN KEY(other_id) REFERENCES recipient (id),
	CONSTRAINT fk_recipient_change_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_recipient_change_recipient ON recipient_change (recipient_id);
CREATE TABLE relation (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	kind VARCHAR(11) NOT NULL,
	day DATE NOT NULL,
	declared_by INTEGER NOT NULL,
	note VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_relation PRIMARY KEY (id),
	CONSTRAINT fk_relation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_relation_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_relation_relation_kind CHECK (kind IN ('parent', 'child', 'spouse', 'sibling', 'grandparent', 'kin', 'guardian', 'teacher', 'other')),
	CONSTRAINT fk_relation_declared_by_person FOREIGN KEY(declared_by) REFERENCES person (id),
	CONSTRAINT fk_relation_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE UNIQUE INDEX uq_relation_pair ON relation (person_id, recipient_id);
CREATE TABLE sponsorship (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	agreed DATE NOT NULL,
	agreement VARCHAR(100) NOT NULL,
	first_month INTEGER NOT NULL,
	last_month INTEGER,
	grade INTEGER,
	school_year INTEGER NOT NULL,
	payable_months VARCHAR(30) NOT NULL,
	pay_day INTEGER NOT NULL,
	uncovered VARCHAR(4) NOT NULL,
	replaces_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_sponsorship PRIMARY KEY (id),
	CONSTRAINT ck_sponsorship_grade_of_school CHECK (grade BETWEEN 1 AND 12),
	CONSTRAINT ck_sponsorship_has_end CHECK (grade IS NOT NULL OR last_month IS NOT NULL),
	CONSTRAINT ck_sponsorship_pay_day_of_month CHECK (pay_day BETWEEN 1 AND 31),
	CONSTRAINT fk_sponsorship_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_sponsorship_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_sponsorship_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_sponsorship_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT ck_sponsorship_uncovered CHECK (uncovered IN ('fund', 'stop')),
	CONSTRAINT uq_sponsorship_replaces_id UNIQUE (replaces_id),
	CONSTRAINT fk_sponsorship_replaces_id_sponsorship FOREIGN KEY(replaces_id) REFERENCES sponsorship (id),
	CONSTRAINT fk_sponsorship_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_sponsorship_recipient ON sponsorship (recipient_id, programme_id);
CREATE INDEX ix_sponsorship_unit ON sponsorship (unit_id);
CREATE TABLE allocation_run (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	day DATE NOT NULL,
	drafted_by INTEGER NOT NULL,
	seed VARCHAR(20) NOT NULL,
	budget INTEGER NOT NULL,
	redistribute BOOLEAN NOT NULL,
	one_each BOOLEAN NOT NULL,
	minimum INTEGER NOT NULL,
	alternates INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	notes TEXT NOT NULL,
	given_digest VARCHAR(64) NOT NULL,
	result_digest VARCHAR(64) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_allocation_run PRIMARY KEY (id),
	CONSTRAINT uq_allocation_run_round_id_number UNIQUE (round_id, number),
	CONSTRAINT ck_allocation_run_budget_whole CHECK (typeof(budget) = 'integer'),
	CONSTRAINT ck_allocation_run_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_allocation_run_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_allocation_run_drafted_by_person FOREIGN KEY(drafted_by) REFERENCES person (id),
	CONSTRAINT fk_allocation_run_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE child_event (
	id INTEGER NOT NULL,
	sponsorship_id INTEGER NOT NULL,
	kind VARCHAR(8) NOT NULL,
	day DATE NOT NULL,
	back_pay BOOLEAN NOT NULL,
	reason VARCHAR(16),
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_child_event PRIMARY KEY (id),
	CONSTRAINT ck_child_event_end_has_reason CHECK ((kind = 'end') = (reason IS NOT NULL)),
	CONSTRAINT ck_child_event_back_pay_of_resumption CHECK (kind = 'resume' OR NOT back_pay),
	CONSTRAINT fk_child_event_sponsorship_id_sponsorship FOREIGN KEY(sponsorship_id) REFERENCES sponsorship (id),
	CONSTRAINT ck_child_event_event_kind CHECK (kind IN ('repeat', 'resume', 'suspend', 'leave', 'move', 'graduate', 'die', 'end')),
	CONSTRAINT ck_child_event_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_child_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_child_event_sponsorship_id ON child_event (sponsorship_id);
CREATE TABLE consent (
	id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	scope VARCHAR(15) NOT NULL,
	given_by VARCHAR(14) NOT NULL,
	guardian_id INTEGER,
	day DATE NOT NULL,
	until DATE,
	paper VARCHAR(200) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_consent PRIMARY KEY (id),
	CONSTRAINT ck_consent_representative_named CHECK ((given_by = 'representative') = (guardian_id IS NOT NULL)),
	CONSTRAINT ck_consent_until_after_day CHECK (until >= day),
	CONSTRAINT fk_consent_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_consent_consent_scope CHECK (scope IN ('publish_name', 'sponsor_letters', 'photograph')),
	CONSTRAINT ck_consent_given_by CHECK (given_by IN ('recipient', 'representative')),
	CONSTRAINT fk_consent_guardian_id_guardian FOREIGN KEY(guardian_id) REFERENCES guardian (id),
	CONSTRAINT fk_consent_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_consent_recipient ON consent (recipient_id, scope);
CREATE TABLE fact_step (
	id INTEGER NOT NULL,
	fact_id INTEGER NOT NULL,
	kind VARCHAR(12) NOT NULL,
	day DATE NOT NULL,
	paper VARCHAR(40) NOT NULL,
	issuer VARCHAR(200) NOT NULL,
	number VARCHAR(60) NOT NULL,
	issued DATE,
	valid_from DATE,
	valid_until DATE,
	seen_by VARCHAR(120) NOT NULL,
	seen_on DATE,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_fact_step PRIMARY KEY (id),
	CONSTRAINT ck_fact_step_paper_confirms CHECK (paper = '' OR kind = 'confirmed'),
	CONSTRAINT ck_fact_step_valid_forwards CHECK (valid_until >= valid_from),
	CONSTRAINT fk_fact_step_fact_id_known_fact FOREIGN KEY(fact_id) REFERENCES known_fact (id),
	CONSTRAINT ck_fact_step_step_kind CHECK (kind IN ('confirmed', 'withdrawn', 'contradicted')),
	CONSTRAINT fk_fact_step_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_fact_step_fact ON fact_step (fact_id);
CREATE TABLE guardian_end (
	guardian_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_guardian_end PRIMARY KEY (guardian_id),
	CONSTRAINT fk_guardian_end_guardian_id_guardian FOREIGN KEY(guardian_id) REFERENCES guardian (id),
	CONSTRAINT fk_guardian_end_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE nomination (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	received DATE NOT NULL,
	school VARCHAR(200) NOT NULL,
	school_class VARCHAR(40) NOT NULL,
	category VARCHAR(40) NOT NULL,
	circumstances TEXT NOT NULL,
	achievements TEXT NOT NULL,
	address VARCHAR(300) NOT NULL,
	note VARCHAR(500) NOT NULL,
	late_reason VARCHAR(300) NOT NULL,
	file_name VARCHAR(200) NOT NULL,
	file_place VARCHAR(80) NOT NULL,
	replaces_id INTEGER,
	state VARCHAR(9) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_nomination PRIMARY KEY (id),
	CONSTRAINT fk_nomination_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_nomination_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_nomination_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_nomination_replaces_id_nomination FOREIGN KEY(replaces_id) REFERENCES nomination (id),
	CONSTRAINT ck_nomination_nomination_state CHECK (state IN ('standing', 'withdrawn')),
	CONSTRAINT fk_nomination_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_nomination_recipient ON nomination (recipient_id);
CREATE INDEX ix_nomination_unit ON nomination (round_id, unit_id);
CREATE UNIQUE INDEX uq_nomination_standing ON nomination (round_id, recipient_id) WHERE state = 'standing';
CREATE TABLE nomination_file (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	file_name VARCHAR(200) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	received DATE NOT NULL,
	candidates INTEGER NOT NULL,
	added INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	unchanged INTEGER NOT NULL,
	duplicates INTEGER NOT NULL,
	vanished INTEGER NOT NULL,
	left_out INTEGER NOT NULL,
	late_reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_nomination_file PRIMARY KEY (id),
	CONSTRAINT uq_nomination_file_round_id_unit_id_sha256 UNIQUE (round_id, unit_id, sha256),
	CONSTRAINT fk_nomination_file_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_nomination_file_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_nomination_file_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE payment_run (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	programme_id INTEGER,
	round_id INTEGER,
	until DATE NOT NULL,
	payout DATE NOT NULL,
	line_count INTEGER NOT NULL,
	total INTEGER NOT NULL,
	lines_hash VARCHAR(64) NOT NULL,
	command_number INTEGER NOT NULL,
	drafted_by INTEGER NOT NULL,
	state VARCHAR(9) NOT NULL,
	entry_id INTEGER,
	entry_day DATE,
	approved_number INTEGER,
	cancelled_because VARCHAR(300) NOT NULL,
	CONSTRAINT pk_payment_run PRIMARY KEY (id),
	CONSTRAINT ck_payment_run_total_positive CHECK (total > 0 AND line_count > 0),
	CONSTRAINT ck_payment_run_approved_on_a_day CHECK ((state = 'approved') = (entry_day IS NOT NULL)),
	CONSTRAINT ck_payment_run_approved_by_a_command CHECK ((state = 'approved') = (approved_number IS NOT NULL)),
	CONSTRAINT ck_payment_run_posted_when_approved CHECK (entry_id IS NULL OR state = 'approved'),
	CONSTRAINT ck_payment_run_total_whole CHECK (typeof(total) = 'integer'),
	CONSTRAINT fk_payment_run_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_payment_run_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_payment_run_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_payment_run_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT fk_payment_run_drafted_by_person FOREIGN KEY(drafted_by) REFERENCES person (id),
	CONSTRAINT ck_payment_run_run_state CHECK (state IN ('draft', 'approved', 'cancelled')),
	CONSTRAINT uq_payment_run_entry_id UNIQUE (entry_id),
	CONSTRAINT fk_payment_run_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_payment_run_approved_number_command FOREIGN KEY(approved_number) REFERENCES command (number)
);
CREATE INDEX ix_payment_run_unit ON payment_run (unit_id, state);
CREATE TABLE round_event (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	step VARCHAR(13) NOT NULL,
	state VARCHAR(9) NOT NULL,
	budget INTEGER NOT NULL,
	rulebook_digest VARCHAR(64) NOT NULL,
	nominate_until DATE NOT NULL,
	screen_until DATE,
	vote_until DATE,
	day DATE NOT NULL,
	person_id INTEGER NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_round_event PRIMARY KEY (id),
	CONSTRAINT fk_round_event_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT ck_round_event_round_step CHECK (step IN ('opened', 'changed', 'closed', 'reopened', 'screened', 'voting_closed', 'allocated', 'decided', 'cancelled')),
	CONSTRAINT ck_round_event_round_state CHECK (state IN ('open', 'closed', 'screened', 'allocated', 'decided', 'cancelled')),
	CONSTRAINT fk_round_event_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_round_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_round_event_round ON round_event (round_id);
CREATE TABLE round_quota (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	places INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_round_quota PRIMARY KEY (id),
	CONSTRAINT ck_round_quota_places_not_negative CHECK (places >= 0),
	CONSTRAINT ck_round_quota_places_whole CHECK (typeof(places) = 'integer'),
	CONSTRAINT fk_round_quota_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_round_quota_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_round_quota_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_round_quota_round ON round_quota (round_id);
CREATE TABLE round_rubric (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	ballots_min INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_round_rubric PRIMARY KEY (id),
	CONSTRAINT ck_round_rubric_ballots_min_positive CHECK (ballots_min > 0),
	CONSTRAINT fk_round_rubric_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_round_rubric_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_round_rubric_round ON round_rubric (round_id);
CREATE TABLE screening_run (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	day DATE NOT NULL,
	as_of DATE NOT NULL,
	rulebook VARCHAR(60) NOT NULL,
	rulebook_version VARCHAR(40) NOT NULL,
	rulebook_digest VARCHAR(64) NOT NULL,
	criteria TEXT NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_screening_run PRIMARY KEY (id),
	CONSTRAINT uq_screening_run_round_id_number UNIQUE (round_id, number),
	CONSTRAINT fk_screening_run_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_screening_run_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE sponsor_share (
	id INTEGER NOT NULL,
	sponsorship_id INTEGER NOT NULL,
	donor_id INTEGER NOT NULL,
	payer_id INTEGER NOT NULL,
	correspondent_id INTEGER NOT NULL,
	part INTEGER NOT NULL,
	from_month INTEGER NOT NULL,
	until_month INTEGER,
	said DATE NOT NULL,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_sponsor_share PRIMARY KEY (id),
	CONSTRAINT ck_sponsor_share_part_of_whole CHECK (part BETWEEN 1 AND 10000),
	CONSTRAINT ck_sponsor_share_ends_after_start CHECK (until_month >= from_month),
	CONSTRAINT fk_sponsor_share_sponsorship_id_sponsorship FOREIGN KEY(sponsorship_id) REFERENCES sponsorship (id),
	CONSTRAINT fk_sponsor_share_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_sponsor_share_payer_id_donor FOREIGN KEY(payer_id) REFERENCES donor (id),
	CONSTRAINT fk_sponsor_share_correspondent_id_donor FOREIGN KEY(correspondent_id) REFERENCES donor (id),
	CONSTRAINT fk_sponsor_share_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_sponsor_share_donor ON sponsor_share (donor_id);
CREATE INDEX ix_sponsor_share_sponsorship ON sponsor_share (sponsorship_id);
CREATE TABLE sponsorship_rate (
	id INTEGER NOT NULL,
	sponsorship_id INTEGER NOT NULL,
	since_month INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_sponsorship_rate PRIMARY KEY (id),
	CONSTRAINT ck_sponsorship_rate_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_sponsorship_rate_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_sponsorship_rate_sponsorship_id_sponsorship FOREIGN KEY(sponsorship_id) REFERENCES sponsorship (id),
	CONSTRAINT fk_sponsorship_rate_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_sponsorship_rate_sponsorship_id ON sponsorship_rate (sponsorship_id);
CREATE TABLE allocation_line (
	run_id INTEGER NOT NULL,
	nomination_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	points INTEGER NOT NULL,
	categories VARCHAR(120) NOT NULL,
	amount INTEGER NOT NULL,
	bar VARCHAR(12) NOT NULL,
	why VARCHAR(500) NOT NULL,
	outcome VARCHAR(9) NOT NULL,
	reason VARCHAR(16) NOT NULL,
	sentence VARCHAR(800) NOT NULL,
	place INTEGER NOT NULL,
	rank INTEGER NOT NULL,
	unit_rank INTEGER NOT NULL,
	borrowed BOOLEAN NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_allocation_line PRIMARY KEY (run_id, nomination_id),
	CONSTRAINT ck_allocation_line_reason_for_everyone CHECK ((outcome = 'awarded') = (reason = '')),
	CONSTRAINT ck_allocation_line_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_allocation_line_run_id_allocation_run FOREIGN KEY(run_id) REFERENCES allocation_run (id),
	CONSTRAINT fk_allocation_line_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT fk_allocation_line_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_allocation_line_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_allocation_line_bar CHECK (bar IN ('', 'withdrawn', 'not_eligible', 'unproven', 'not_screened', 'no_points', 'no_amount')),
	CONSTRAINT ck_allocation_line_outcome CHECK (outcome IN ('awarded', 'alternate', 'left_out')),
	CONSTRAINT ck_allocation_line_left_out CHECK (reason IN ('', 'withdrawn', 'not_eligible', 'unproven', 'not_screened', 'no_points', 'no_amount', 'duplicate', 'below_minimum', 'no_quota', 'quota_full', 'budget_exhausted')),
	CONSTRAINT fk_allocation_line_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_allocation_line_outcome ON allocation_line (run_id, outcome, place);
CREATE TABLE allocation_quota (
	run_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	places INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_allocation_quota PRIMARY KEY (run_id, unit_id),
	CONSTRAINT fk_allocation_quota_run_id_allocation_run FOREIGN KEY(run_id) REFERENCES allocation_run (id),
	CONSTRAINT fk_allocation_quota_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_allocation_quota_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE alternate_passing (
	nomination_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(16) NOT NULL,
	note VARCHAR(300) NOT NULL,
	person_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_alternate_passing PRIMARY KEY (nomination_id),
	CONSTRAINT fk_alternate_passing_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT ck_alternate_passing_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_alternate_passing_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_alternate_passing_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE award (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	nomination_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	category VARCHAR(120) NOT NULL,
	granted DATE NOT NULL,
	decision VARCHAR(100) NOT NULL,
	replaces_id INTEGER,
	state VARCHAR(9) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_award PRIMARY KEY (id),
	CONSTRAINT ck_award_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_award_replaces_another CHECK (replaces_id <> id),
	CONSTRAINT ck_award_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_award_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_award_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT uq_award_nomination_id UNIQUE (nomination_id),
	CONSTRAINT fk_award_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT fk_award_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT uq_award_replaces_id UNIQUE (replaces_id),
	CONSTRAINT fk_award_replaces_id_award FOREIGN KEY(replaces_id) REFERENCES award (id),
	CONSTRAINT ck_award_award_state CHECK (state IN ('granted', 'suspended', 'revoked')),
	CONSTRAINT fk_award_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_award_recipient ON award (recipient_id);
CREATE INDEX ix_award_round ON award (round_id);
CREATE TABLE ballot (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	nomination_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	day DATE NOT NULL,
	marks TEXT NOT NULL,
	salt VARCHAR(32) NOT NULL,
	seal VARCHAR(64) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_ballot PRIMARY KEY (id),
	CONSTRAINT uq_ballot_nomination_id_person_id_version UNIQUE (nomination_id, person_id, version),
	CONSTRAINT fk_ballot_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_ballot_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT fk_ballot_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_ballot_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_ballot_round ON ballot (round_id);
CREATE TABLE child_event_taken_back (
	event_id INTEGER NOT NULL,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_child_event_taken_back PRIMARY KEY (event_id),
	CONSTRAINT fk_child_event_taken_back_event_id_child_event FOREIGN KEY(event_id) REFERENCES child_event (id),
	CONSTRAINT fk_child_event_taken_back_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE consent_withdrawal (
	consent_id INTEGER NOT NULL,
	day DATE NOT NULL,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_consent_withdrawal PRIMARY KEY (consent_id),
	CONSTRAINT fk_consent_withdrawal_consent_id_consent FOREIGN KEY(consent_id) REFERENCES consent (id),
	CONSTRAINT fk_consent_withdrawal_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE coverage (
	id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	month INTEGER NOT NULL,
	place INTEGER NOT NULL,
	sponsorship_id INTEGER NOT NULL,
	share_id INTEGER NOT NULL,
	part INTEGER NOT NULL,
	taken INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_coverage PRIMARY KEY (id),
	CONSTRAINT uq_coverage_recipient_id_programme_id_month_place UNIQUE (recipient_id, programme_id, month, place),
	CONSTRAINT ck_coverage_taken_within_whole CHECK (taken BETWEEN 0 AND 10000),
	CONSTRAINT ck_coverage_part_of_whole CHECK (part <> 0 AND part BETWEEN -10000 AND 10000),
	CONSTRAINT ck_coverage_place_positive CHECK (place > 0),
	CONSTRAINT fk_coverage_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_coverage_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_coverage_sponsorship_id_sponsorship FOREIGN KEY(sponsorship_id) REFERENCES sponsorship (id),
	CONSTRAINT fk_coverage_share_id_sponsor_share FOREIGN KEY(share_id) REFERENCES sponsor_share (id),
	CONSTRAINT fk_coverage_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_coverage_command ON coverage (command_number);
CREATE INDEX ix_coverage_sponsorship ON coverage (sponsorship_id);
CREATE TABLE nomination_withdrawal (
	id INTEGER NOT NULL,
	nomination_id INTEGER NOT NULL,
	day DATE NOT NULL,
	code VARCHAR(11) NOT NULL,
	reason VARCHAR(300) NOT NULL,
	stands_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_nomination_withdrawal PRIMARY KEY (id),
	CONSTRAINT uq_nomination_withdrawal_nomination_id UNIQUE (nomination_id),
	CONSTRAINT fk_nomination_withdrawal_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT ck_nomination_withdrawal_withdrawal_code CHECK (code IN ('duplicate', 'corrected', 'unit', 'mistake', 'left_school', 'moved', 'died')),
	CONSTRAINT fk_nomination_withdrawal_stands_id_nomination FOREIGN KEY(stands_id) REFERENCES nomination (id),
	CONSTRAINT fk_nomination_withdrawal_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE payment_absence (
	run_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	reason VARCHAR(16) NOT NULL,
	note VARCHAR(500) NOT NULL,
	stated BOOLEAN NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_absence PRIMARY KEY (run_id, programme_id, recipient_id),
	CONSTRAINT fk_payment_absence_run_id_payment_run FOREIGN KEY(run_id) REFERENCES payment_run (id),
	CONSTRAINT fk_payment_absence_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_payment_absence_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_payment_absence_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_payment_absence_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE payment_approval (
	run_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	day DATE NOT NULL,
	lines_hash VARCHAR(64) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_approval PRIMARY KEY (run_id, person_id),
	CONSTRAINT fk_payment_approval_run_id_payment_run FOREIGN KEY(run_id) REFERENCES payment_run (id),
	CONSTRAINT fk_payment_approval_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_payment_approval_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE payment_file (
	id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	bank_account_id INTEGER NOT NULL,
	code VARCHAR(12) NOT NULL,
	day DATE NOT NULL,
	line_count INTEGER NOT NULL,
	total INTEGER NOT NULL,
	csv_sha256 VARCHAR(64) NOT NULL,
	xlsx_sha256 VARCHAR(64) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_file PRIMARY KEY (id),
	CONSTRAINT uq_payment_file_run_id UNIQUE (run_id),
	CONSTRAINT fk_payment_file_run_id_payment_run FOREIGN KEY(run_id) REFERENCES payment_run (id),
	CONSTRAINT fk_payment_file_bank_account_id_bank_account FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
	CONSTRAINT uq_payment_file_code UNIQUE (code),
	CONSTRAINT fk_payment_file_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE round_amount (
	id INTEGER NOT NULL,
	round_id INTEGER NOT NULL,
	category VARCHAR(60) NOT NULL,
	nomination_id INTEGER,
	amount INTEGER NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_round_amount PRIMARY KEY (id),
	CONSTRAINT ck_round_amount_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_round_amount_one_kind CHECK (nomination_id IS NULL OR category = ''),
	CONSTRAINT ck_round_amount_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_round_amount_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT fk_round_amount_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT fk_round_amount_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_round_amount_round ON round_amount (round_id);
CREATE TABLE round_decision (
	round_id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	number VARCHAR(60) NOT NULL,
	day DATE NOT NULL,
	awards INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	decided_by INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_round_decision PRIMARY KEY (round_id),
	CONSTRAINT uq_round_decision_unit_id_year_number UNIQUE (unit_id, year, number),
	CONSTRAINT ck_round_decision_gives_something CHECK (awards > 0 AND amount > 0),
	CONSTRAINT ck_round_decision_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_round_decision_round_id_award_round FOREIGN KEY(round_id) REFERENCES award_round (id),
	CONSTRAINT uq_round_decision_run_id UNIQUE (run_id),
	CONSTRAINT fk_round_decision_run_id_allocation_run FOREIGN KEY(run_id) REFERENCES allocation_run (id),
	CONSTRAINT fk_round_decision_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_round_decision_decided_by_person FOREIGN KEY(decided_by) REFERENCES person (id),
	CONSTRAINT fk_round_decision_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE rubric_criterion (
	rubric_id INTEGER NOT NULL,
	"key" VARCHAR(20) NOT NULL,
	position INTEGER NOT NULL,
	name VARCHAR(120) NOT NULL,
	weight INTEGER NOT NULL,
	maximum INTEGER NOT NULL,
	CONSTRAINT pk_rubric_criterion PRIMARY KEY (rubric_id, "key"),
	CONSTRAINT ck_rubric_criterion_counts CHECK (weight > 0 AND maximum > 0),
	CONSTRAINT ck_rubric_criterion_weight_whole CHECK (typeof(weight) = 'integer'),
	CONSTRAINT ck_rubric_criterion_maximum_whole CHECK (typeof(maximum) = 'integer'),
	CONSTRAINT fk_rubric_criterion_rubric_id_round_rubric FOREIGN KEY(rubric_id) REFERENCES round_rubric (id)
);
CREATE TABLE screening_finding (
	run_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	says TEXT NOT NULL,
	CONSTRAINT pk_screening_finding PRIMARY KEY (run_id, number),
	CONSTRAINT fk_screening_finding_run_id_screening_run FOREIGN KEY(run_id) REFERENCES screening_run (id)
);
CREATE TABLE screening_result (
	run_id INTEGER NOT NULL,
	nomination_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	is_renewal BOOLEAN NOT NULL,
	verdict VARCHAR(8) NOT NULL,
	categories VARCHAR(120) NOT NULL,
	findings VARCHAR(300) NOT NULL,
	facts TEXT NOT NULL,
	CONSTRAINT pk_screening_result PRIMARY KEY (run_id, nomination_id),
	CONSTRAINT fk_screening_result_run_id_screening_run FOREIGN KEY(run_id) REFERENCES screening_run (id),
	CONSTRAINT fk_screening_result_nomination_id_nomination FOREIGN KEY(nomination_id) REFERENCES nomination (id),
	CONSTRAINT fk_screening_result_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT fk_screening_result_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_screening_result_verdict CHECK (verdict IN ('met', 'not_met', 'unproven'))
);
CREATE INDEX ix_screening_result_nomination ON screening_result (nomination_id);
CREATE TABLE sponsor_receipt (
	id INTEGER NOT NULL,
	donation_id INTEGER NOT NULL,
	share_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_sponsor_receipt PRIMARY KEY (id),
	CONSTRAINT ck_sponsor_receipt_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_sponsor_receipt_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_sponsor_receipt_donation_id_donation FOREIGN KEY(donation_id) REFERENCES donation (id),
	CONSTRAINT fk_sponsor_receipt_share_id_sponsor_share FOREIGN KEY(share_id) REFERENCES sponsor_share (id),
	CONSTRAINT fk_sponsor_receipt_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_sponsor_receipt_donation ON sponsor_receipt (donation_id);
CREATE INDEX ix_sponsor_receipt_share ON sponsor_receipt (share_id);
CREATE TABLE sponsor_share_end (
	share_id INTEGER NOT NULL,
	month INTEGER NOT NULL,
	reason VARCHAR(16) NOT NULL,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_sponsor_share_end PRIMARY KEY (share_id),
	CONSTRAINT fk_sponsor_share_end_share_id_sponsor_share FOREIGN KEY(share_id) REFERENCES sponsor_share (id),
	CONSTRAINT ck_sponsor_share_end_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_sponsor_share_end_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE award_event (
	id INTEGER NOT NULL,
	award_id INTEGER NOT NULL,
	step VARCHAR(9) NOT NULL,
	state VARCHAR(9) NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(16),
	paper VARCHAR(60) NOT NULL,
	note VARCHAR(300) NOT NULL,
	person_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_award_event PRIMARY KEY (id),
	CONSTRAINT ck_award_event_reason_to_stop CHECK ((step = 'resumed') = (reason IS NULL)),
	CONSTRAINT fk_award_event_award_id_award FOREIGN KEY(award_id) REFERENCES award (id),
	CONSTRAINT ck_award_event_award_step CHECK (step IN ('suspended', 'resumed', 'revoked')),
	CONSTRAINT ck_award_event_award_state CHECK (state IN ('granted', 'suspended', 'revoked')),
	CONSTRAINT ck_award_event_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_award_event_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_award_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_award_event_award ON award_event (award_id);
CREATE TABLE ballot_strike (
	ballot_id INTEGER NOT NULL,
	relation_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_ballot_strike PRIMARY KEY (ballot_id),
	CONSTRAINT fk_ballot_strike_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
	CONSTRAINT fk_ballot_strike_relation_id_relation FOREIGN KEY(relation_id) REFERENCES relation (id),
	CONSTRAINT fk_ballot_strike_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE instalment (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	nature VARCHAR(8) NOT NULL,
	month INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	due DATE NOT NULL,
	award_id INTEGER,
	sponsorship_id INTEGER,
	what VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_instalment PRIMARY KEY (id),
	CONSTRAINT ck_instalment_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_instalment_one_source CHECK ((award_id IS NULL) <> (sponsorship_id IS NULL)),
	CONSTRAINT ck_instalment_nature_of_source CHECK ((nature = 'award') = (award_id IS NOT NULL)),
	CONSTRAINT ck_instalment_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_instalment_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_instalment_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_instalment_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_instalment_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_instalment_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_instalment_nature CHECK (nature IN ('award', 'monthly', 'back_pay')),
	CONSTRAINT fk_instalment_award_id_award FOREIGN KEY(award_id) REFERENCES award (id),
	CONSTRAINT fk_instalment_sponsorship_id_sponsorship FOREIGN KEY(sponsorship_id) REFERENCES sponsorship (id),
	CONSTRAINT fk_instalment_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE UNIQUE INDEX ix_instalment_award ON instalment (award_id, month);
CREATE INDEX ix_instalment_due ON instalment (unit_id, due);
CREATE UNIQUE INDEX ix_instalment_once_a_month ON instalment (recipient_id, programme_id, month) WHERE nature = 'monthly';
CREATE INDEX ix_instalment_sponsorship ON instalment (sponsorship_id, month);
CREATE TABLE sponsor_receipt_taken_back (
	receipt_id INTEGER NOT NULL,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_sponsor_receipt_taken_back PRIMARY KEY (receipt_id),
	CONSTRAINT fk_sponsor_receipt_taken_back_receipt_id_sponsor_receipt FOREIGN KEY(receipt_id) REFERENCES sponsor_receipt (id),
	CONSTRAINT fk_sponsor_receipt_taken_back_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE instalment_withdrawal (
	instalment_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(16) NOT NULL,
	note VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_instalment_withdrawal PRIMARY KEY (instalment_id),
	CONSTRAINT fk_instalment_withdrawal_instalment_id_instalment FOREIGN KEY(instalment_id) REFERENCES instalment (id),
	CONSTRAINT ck_instalment_withdrawal_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_instalment_withdrawal_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE payment_line (
	id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	first_id INTEGER NOT NULL,
	instalment_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	recipient_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	code VARCHAR(12) NOT NULL,
	way VARCHAR(4) NOT NULL,
	bank VARCHAR(100) NOT NULL,
	bank_number VARCHAR(30) NOT NULL,
	holder VARCHAR(200) NOT NULL,
	recipient_name VARCHAR(120) NOT NULL,
	belongs_to VARCHAR(300) NOT NULL,
	what VARCHAR(300) NOT NULL,
	CONSTRAINT pk_payment_line PRIMARY KEY (id),
	CONSTRAINT uq_payment_line_run_id_number UNIQUE (run_id, number),
	CONSTRAINT uq_payment_line_code UNIQUE (code),
	CONSTRAINT ck_payment_line_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_payment_line_number_for_the_bank CHECK ((way = 'bank') = (bank_number <> '')),
	CONSTRAINT ck_payment_line_first_comes_first CHECK (first_id <= id),
	CONSTRAINT ck_payment_line_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_payment_line_run_id_payment_run FOREIGN KEY(run_id) REFERENCES payment_run (id),
	CONSTRAINT fk_payment_line_first_id_payment_line FOREIGN KEY(first_id) REFERENCES payment_line (id),
	CONSTRAINT fk_payment_line_instalment_id_instalment FOREIGN KEY(instalment_id) REFERENCES instalment (id),
	CONSTRAINT fk_payment_line_programme_id_programme FOREIGN KEY(programme_id) REFERENCES programme (id),
	CONSTRAINT fk_payment_line_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_payment_line_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_payment_line_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id),
	CONSTRAINT ck_payment_line_paid_by CHECK (way IN ('bank', 'cash'))
);
CREATE INDEX ix_payment_line_first ON payment_line (first_id);
CREATE INDEX ix_payment_line_instalment ON payment_line (instalment_id);
CREATE INDEX ix_payment_line_recipient ON payment_line (recipient_id, programme_id);
CREATE TABLE payment_withheld (
	run_id INTEGER NOT NULL,
	instalment_id INTEGER NOT NULL,
	reason VARCHAR(16) NOT NULL,
	sentence VARCHAR(500) NOT NULL,
	CONSTRAINT pk_payment_withheld PRIMARY KEY (run_id, instalment_id),
	CONSTRAINT fk_payment_withheld_run_id_payment_run FOREIGN KEY(run_id) REFERENCES payment_run (id),
	CONSTRAINT fk_payment_withheld_instalment_id_instalment FOREIGN KEY(instalment_id) REFERENCES instalment (id),
	CONSTRAINT ck_payment_withheld_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other'))
);
CREATE INDEX ix_payment_withheld_instalment_id ON payment_withheld (instalment_id);
CREATE TABLE payment_drop (
	first_id INTEGER NOT NULL,
	entry_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(16) NOT NULL,
	note VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_drop PRIMARY KEY (first_id),
	CONSTRAINT fk_payment_drop_first_id_payment_line FOREIGN KEY(first_id) REFERENCES payment_line (id),
	CONSTRAINT fk_payment_drop_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT ck_payment_drop_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_payment_drop_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_payment_drop_entry ON payment_drop (entry_id);
CREATE TABLE payment_file_line (
	file_id INTEGER NOT NULL,
	line_id INTEGER NOT NULL,
	CONSTRAINT pk_payment_file_line PRIMARY KEY (file_id, line_id),
	CONSTRAINT fk_payment_file_line_file_id_payment_file FOREIGN KEY(file_id) REFERENCES payment_file (id),
	CONSTRAINT fk_payment_file_line_line_id_payment_line FOREIGN KEY(line_id) REFERENCES payment_line (id)
);
CREATE INDEX ix_payment_file_line_line ON payment_file_line (line_id);
CREATE TABLE payment_proof (
	line_id INTEGER NOT NULL,
	paper_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_proof PRIMARY KEY (line_id),
	CONSTRAINT fk_payment_proof_line_id_payment_line FOREIGN KEY(line_id) REFERENCES payment_line (id),
	CONSTRAINT fk_payment_proof_paper_id_payment_paper FOREIGN KEY(paper_id) REFERENCES payment_paper (id),
	CONSTRAINT fk_payment_proof_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_payment_proof_paper_id ON payment_proof (paper_id);
CREATE TABLE payment_recovery (
	first_id INTEGER NOT NULL,
	entry_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(16) NOT NULL,
	still_owed BOOLEAN NOT NULL,
	note VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_recovery PRIMARY KEY (first_id),
	CONSTRAINT fk_payment_recovery_first_id_payment_line FOREIGN KEY(first_id) REFERENCES payment_line (id),
	CONSTRAINT fk_payment_recovery_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT ck_payment_recovery_drop_reason CHECK (reason IN ('completed', 'not_due', 'revoked', 'suspended', 'not_eligible', 'evidence_expired', 'graduated', 'left_school', 'moved', 'died', 'refused', 'sponsor_stopped', 'replaced', 'duplicate', 'payee_missing', 'returned', 'mistake', 'other')),
	CONSTRAINT fk_payment_recovery_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_payment_recovery_entry ON payment_recovery (entry_id);
CREATE TABLE payment_return (
	line_id INTEGER NOT NULL,
	entry_id INTEGER,
	day DATE NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_return PRIMARY KEY (line_id),
	CONSTRAINT fk_payment_return_line_id_payment_line FOREIGN KEY(line_id) REFERENCES payment_line (id),
	CONSTRAINT fk_payment_return_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_payment_return_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_payment_return_entry ON payment_return (entry_id);
CREATE TABLE payment_settlement (
	line_id INTEGER NOT NULL,
	entry_id INTEGER NOT NULL,
	means VARCHAR(4) NOT NULL,
	day DATE NOT NULL,
	signed_by VARCHAR(120) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_payment_settlement PRIMARY KEY (line_id),
	CONSTRAINT fk_payment_settlement_line_id_payment_line FOREIGN KEY(line_id) REFERENCES payment_line (id),
	CONSTRAINT fk_payment_settlement_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT ck_payment_settlement_means CHECK (means IN ('bank', 'cash')),
	CONSTRAINT fk_payment_settlement_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_payment_settlement_entry ON payment_settlement (entry_id);
CREATE TABLE recovery_receipt (
	id INTEGER NOT NULL,
	first_id INTEGER NOT NULL,
	entry_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_recovery_receipt PRIMARY KEY (id),
	CONSTRAINT ck_recovery_receipt_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_recovery_receipt_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_recovery_receipt_first_id_payment_recovery FOREIGN KEY(first_id) REFERENCES payment_recovery (first_id),
	CONSTRAINT fk_recovery_receipt_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_recovery_receipt_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_recovery_receipt_entry ON recovery_receipt (entry_id);
CREATE INDEX ix_recovery_receipt_first_id ON recovery_receipt (first_id);
