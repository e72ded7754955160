CREATE TABLE person (
	id BIGSERIAL NOT NULL,
	login VARCHAR(60) NOT NULL,
	full_name VARCHAR(120) NOT NULL,
	is_active BOOLEAN NOT NULL,
	CONSTRAINT pk_person PRIMARY KEY (id),
	CONSTRAINT uq_person_login UNIQUE (login)
);
CREATE TABLE unit (
	id BIGSERIAL NOT NULL,
	code VARCHAR(30) NOT NULL,
	name VARCHAR(200) NOT NULL,
	level VARCHAR(10) NOT NULL,
	parent_id BIGINT,
	founded DATE,
	ended DATE,
	parent_body VARCHAR(200) NOT NULL,
	place VARCHAR(100) NOT NULL,
	address VARCHAR(300) NOT NULL,
	phone VARCHAR(40) NOT NULL,
	tax_code VARCHAR(20) NOT NULL,
	abbreviation VARCHAR(20) NOT NULL,
	licence VARCHAR(200) NOT NULL,
	public_url VARCHAR(200) NOT NULL,
	CONSTRAINT pk_unit PRIMARY KEY (id),
	CONSTRAINT uq_unit_code UNIQUE (code),
	CONSTRAINT ck_unit_level CHECK (level IN ('province', 'district', 'commune', 'affiliated', 'base')),
	CONSTRAINT fk_unit_parent_id_unit FOREIGN KEY(parent_id) REFERENCES unit (id)
);
CREATE TABLE account (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(120) NOT NULL,
	role VARCHAR(21) NOT NULL,
	closed DATE,
	CONSTRAINT pk_account PRIMARY KEY (id),
	CONSTRAINT uq_account_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT fk_account_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_account_account_role CHECK (role IN ('cash', 'bank', 'term_deposit', 'accrued_interest', 'receivable', 'advance', 'goods', 'inter_unit_receivable', 'inter_unit_payable', 'unidentified', 'pass_through', 'scholarships_payable', 'other_payable', 'principal', 'spendable', 'interfund', 'gifts', 'gifts_in_kind', 'dues', 'interest', 'other_income', 'scholarships', 'goods_handed_over', 'management'))
);
CREATE TABLE book (
	unit_id BIGINT NOT NULL,
	opened DATE NOT NULL,
	closed_until DATE,
	reopening_asked_by BIGINT,
	reopening_reason VARCHAR(500) NOT NULL,
	CONSTRAINT pk_book PRIMARY KEY (unit_id),
	CONSTRAINT fk_book_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_book_reopening_asked_by_person FOREIGN KEY(reopening_asked_by) REFERENCES person (id)
);
CREATE TABLE command (
	number BIGINT NOT NULL,
	at VARCHAR(32) NOT NULL,
	person_id BIGINT NOT NULL,
	unit_id BIGINT,
	kind VARCHAR(60) NOT NULL,
	request_id VARCHAR(80) NOT NULL,
	salt BYTEA NOT NULL,
	body TEXT,
	CONSTRAINT pk_command PRIMARY KEY (number),
	CONSTRAINT fk_command_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_command_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT uq_command_request_id UNIQUE (request_id)
);
CREATE INDEX ix_command_at ON command (at);
CREATE TABLE counter (
	unit_id BIGINT NOT NULL,
	series VARCHAR(20) NOT NULL,
	year INTEGER NOT NULL,
	last INTEGER NOT NULL,
	CONSTRAINT pk_counter PRIMARY KEY (unit_id, series, year),
	CONSTRAINT fk_counter_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE fund (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	restriction VARCHAR(12) NOT NULL,
	spending_rule VARCHAR(13) NOT NULL,
	purpose VARCHAR(500) NOT NULL,
	legal_basis VARCHAR(300) NOT NULL,
	opened DATE NOT NULL,
	closed DATE,
	CONSTRAINT pk_fund PRIMARY KEY (id),
	CONSTRAINT uq_fund_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT fk_fund_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_fund_restriction CHECK (restriction IN ('unrestricted', 'purpose', 'endowment')),
	CONSTRAINT ck_fund_spending_rule CHECK (spending_rule IN ('all', 'interest_only'))
);
CREATE TABLE receipt_series (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	code VARCHAR(15) NOT NULL,
	CONSTRAINT pk_receipt_series PRIMARY KEY (id),
	CONSTRAINT uq_receipt_series_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT fk_receipt_series_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE role_grant (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	unit_id BIGINT,
	role VARCHAR(16) NOT NULL,
	CONSTRAINT pk_role_grant PRIMARY KEY (id),
	CONSTRAINT uq_role_grant_person_id_unit_id_role UNIQUE (person_id, unit_id, role),
	CONSTRAINT fk_role_grant_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_role_grant_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_role_grant_role CHECK (role IN ('treasurer', 'accountant', 'chief_accountant', 'chair', 'committee', 'clerk', 'inspector', 'administrator'))
);
CREATE TABLE setting (
	unit_id BIGINT NOT NULL,
	key VARCHAR(40) NOT NULL,
	since DATE NOT NULL,
	value VARCHAR(500) NOT NULL,
	CONSTRAINT pk_setting PRIMARY KEY (unit_id, key, since),
	CONSTRAINT fk_setting_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE bank_account (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	bank VARCHAR(100) NOT NULL,
	number VARCHAR(30) NOT NULL,
	holder VARCHAR(200) NOT NULL,
	default_fund_id BIGINT NOT NULL,
	opened DATE NOT NULL,
	closed DATE,
	reconciled_until DATE,
	CONSTRAINT pk_bank_account PRIMARY KEY (id),
	CONSTRAINT uq_bank_account_unit_id_number UNIQUE (unit_id, number),
	CONSTRAINT uq_bank_account_account_id UNIQUE (account_id),
	CONSTRAINT fk_bank_account_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_bank_account_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_bank_account_default_fund_id_fund FOREIGN KEY(default_fund_id) REFERENCES fund (id)
);
CREATE TABLE campaign (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	fund_id BIGINT NOT NULL,
	starts DATE NOT NULL,
	ends DATE,
	target BIGINT,
	CONSTRAINT pk_campaign PRIMARY KEY (id),
	CONSTRAINT uq_campaign_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT ck_campaign_target_positive CHECK (target > 0),
	CONSTRAINT ck_campaign_ends_after_start CHECK (ends >= starts),
	CONSTRAINT fk_campaign_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_campaign_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id)
);
CREATE TABLE day_total (
	unit_id BIGINT NOT NULL,
	day DATE NOT NULL,
	fund_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	debit BIGINT NOT NULL,
	credit BIGINT NOT NULL,
	CONSTRAINT pk_day_total PRIMARY KEY (unit_id, day, fund_id, account_id),
	CONSTRAINT fk_day_total_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_day_total_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_day_total_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE donor (
	id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	kind VARCHAR(12) NOT NULL,
	full_name VARCHAR(200) NOT NULL,
	sort_key BYTEA NOT NULL,
	search_fold VARCHAR(200) NOT NULL,
	address VARCHAR(300) NOT NULL,
	locality VARCHAR(200) NOT NULL,
	phone VARCHAR(20) NOT NULL,
	tax_code VARCHAR(20) NOT NULL,
	wishes_anonymity BOOLEAN NOT NULL,
	identity BIGINT,
	merged_into_id BIGINT,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_donor PRIMARY KEY (id),
	CONSTRAINT ck_donor_merged_into_another CHECK (merged_into_id <> id),
	CONSTRAINT fk_donor_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_donor_donor_kind CHECK (kind IN ('person', 'household', 'organisation')),
	CONSTRAINT fk_donor_merged_into_id_donor FOREIGN KEY(merged_into_id) REFERENCES donor (id),
	CONSTRAINT fk_donor_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_donor_identity ON donor (identity) WHERE identity IS NOT NULL;
CREATE INDEX ix_donor_merged_into_id ON donor (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ix_donor_phone ON donor (phone) WHERE phone <> '';
CREATE INDEX ix_donor_search_fold ON donor (unit_id, search_fold);
CREATE INDEX ix_donor_sort_key ON donor (unit_id, sort_key);
CREATE INDEX ix_donor_tax_code ON donor (tax_code) WHERE tax_code <> '';
CREATE TABLE entry (
	id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	day DATE NOT NULL,
	voucher_kind VARCHAR(2) NOT NULL,
	voucher_year INTEGER NOT NULL,
	voucher_number INTEGER NOT NULL,
	narration VARCHAR(500) NOT NULL,
	command_number BIGINT NOT NULL,
	corrects_id BIGINT,
	correction VARCHAR(10),
	CONSTRAINT pk_entry PRIMARY KEY (id),
	CONSTRAINT uq_entry_unit_id_voucher_kind_voucher_year_voucher_number UNIQUE (unit_id, voucher_kind, voucher_year, voucher_number),
	CONSTRAINT fk_entry_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_entry_voucher_kind CHECK (voucher_kind IN ('PT', 'PC', 'PK', 'BC', 'BN')),
	CONSTRAINT fk_entry_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT fk_entry_corrects_id_entry FOREIGN KEY(corrects_id) REFERENCES entry (id),
	CONSTRAINT ck_entry_correction CHECK (correction IN ('reversal', 'refund', 'adjustment', 'opening'))
);
CREATE INDEX ix_entry_corrects_id ON entry (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX ix_entry_unit_day ON entry (unit_id, day);
CREATE UNIQUE INDEX uq_entry_reversed_once ON entry (corrects_id) WHERE correction = 'reversal';
CREATE TABLE leaf (
	number BIGINT NOT NULL,
	line TEXT NOT NULL,
	answer TEXT NOT NULL,
	CONSTRAINT pk_leaf PRIMARY KEY (number),
	CONSTRAINT fk_leaf_number_command FOREIGN KEY(number) REFERENCES command (number)
);
CREATE TABLE month_total (
	unit_id BIGINT NOT NULL,
	fund_id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	month INTEGER NOT NULL,
	debit BIGINT NOT NULL,
	credit BIGINT NOT NULL,
	CONSTRAINT pk_month_total PRIMARY KEY (unit_id, fund_id, account_id, month),
	CONSTRAINT fk_month_total_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_month_total_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_month_total_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE received_list (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	file_name VARCHAR(200) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	gifts INTEGER NOT NULL,
	amount BIGINT NOT NULL,
	new_donors INTEGER NOT NULL,
	first_donation BIGINT NOT NULL,
	last_donation BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_received_list PRIMARY KEY (id),
	CONSTRAINT uq_received_list_unit_id_sha256_command_number UNIQUE (unit_id, sha256, command_number),
	CONSTRAINT fk_received_list_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_received_list_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE sole_officer_exception (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	since DATE NOT NULL,
	until DATE,
	reason VARCHAR(500) NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_sole_officer_exception PRIMARY KEY (id),
	CONSTRAINT fk_sole_officer_exception_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_sole_officer_exception_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE donation (
	id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	donor_id BIGINT,
	day DATE NOT NULL,
	way VARCHAR(8) NOT NULL,
	amount BIGINT NOT NULL,
	anonymous BOOLEAN NOT NULL,
	campaign_id BIGINT,
	purpose VARCHAR(300) NOT NULL,
	note VARCHAR(300) NOT NULL,
	CONSTRAINT pk_donation PRIMARY KEY (id),
	CONSTRAINT ck_donation_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_donation_named_or_anonymous CHECK (donor_id IS NOT NULL OR anonymous),
	CONSTRAINT fk_donation_id_entry FOREIGN KEY(id) REFERENCES entry (id),
	CONSTRAINT fk_donation_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_donation_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT ck_donation_way CHECK (way IN ('cash', 'transfer')),
	CONSTRAINT fk_donation_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
CREATE INDEX ix_donation_campaign ON donation (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX ix_donation_donor ON donation (donor_id, day);
CREATE TABLE imported_statement (
	id BIGINT NOT NULL,
	bank_account_id BIGINT NOT NULL,
	file_name VARCHAR(300) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	first_day DATE,
	last_day DATE,
	opening BIGINT,
	closing BIGINT,
	breaks TEXT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_imported_statement PRIMARY KEY (id),
	CONSTRAINT uq_imported_statement_bank_account_id_sha256 UNIQUE (bank_account_id, sha256),
	CONSTRAINT fk_imported_statement_bank_account_id_bank_account FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
	CONSTRAINT fk_imported_statement_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE match_rule (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	sign VARCHAR(16) NOT NULL,
	pattern VARCHAR(200) NOT NULL,
	donor_id BIGINT,
	fund_id BIGINT NOT NULL,
	campaign_id BIGINT,
	support INTEGER NOT NULL,
	is_on BOOLEAN NOT NULL,
	CONSTRAINT pk_match_rule PRIMARY KEY (id),
	CONSTRAINT ck_match_rule_support_not_negative CHECK (support >= 0),
	CONSTRAINT fk_match_rule_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_match_rule_sign CHECK (sign IN ('account', 'account_and_name', 'phrase', 'name')),
	CONSTRAINT fk_match_rule_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_match_rule_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_match_rule_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);
CREATE INDEX ix_match_rule_pattern ON match_rule (unit_id, sign, pattern);
CREATE TABLE posting (
	entry_id BIGINT NOT NULL,
	line INTEGER NOT NULL,
	debit_id BIGINT NOT NULL,
	credit_id BIGINT NOT NULL,
	fund_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_posting PRIMARY KEY (entry_id, line),
	CONSTRAINT ck_posting_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_posting_two_accounts CHECK (debit_id <> credit_id),
	CONSTRAINT fk_posting_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_posting_debit_id_account FOREIGN KEY(debit_id) REFERENCES account (id),
	CONSTRAINT fk_posting_credit_id_account FOREIGN KEY(credit_id) REFERENCES account (id),
	CONSTRAINT fk_posting_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id)
);
CREATE INDEX ix_posting_credit ON posting (credit_id, entry_id);
CREATE INDEX ix_posting_debit ON posting (debit_id, entry_id);
CREATE TABLE reconciliation (
	id BIGINT NOT NULL,
	bank_account_id BIGINT NOT NULL,
	month INTEGER NOT NULL,
	until DATE NOT NULL,
	bank_closing BIGINT NOT NULL,
	book_closing BIGINT NOT NULL,
	by_hand BOOLEAN NOT NULL,
	differences INTEGER NOT NULL,
	command_number BIGINT NOT NULL,
	undo_asked_by BIGINT,
	undo_reason VARCHAR(500) NOT NULL,
	undone_command BIGINT,
	CONSTRAINT pk_reconciliation PRIMARY KEY (id),
	CONSTRAINT fk_reconciliation_bank_account_id_bank_account FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
	CONSTRAINT fk_reconciliation_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT fk_reconciliation_undo_asked_by_person FOREIGN KEY(undo_asked_by) REFERENCES person (id),
	CONSTRAINT fk_reconciliation_undone_command_command FOREIGN KEY(undone_command) REFERENCES command (number)
);
CREATE UNIQUE INDEX uq_reconciliation_month ON reconciliation (bank_account_id, month) WHERE undone_command IS NULL;
CREATE TABLE transfer_code (
	code VARCHAR(20) NOT NULL,
	unit_id BIGINT NOT NULL,
	fund_id BIGINT NOT NULL,
	campaign_id BIGINT,
	donor_id BIGINT,
	unnamed BOOLEAN NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_transfer_code PRIMARY KEY (code),
	CONSTRAINT fk_transfer_code_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_transfer_code_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_transfer_code_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	CONSTRAINT fk_transfer_code_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_transfer_code_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_transfer_code_unit_id ON transfer_code (unit_id);
CREATE TABLE voucher (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	kind VARCHAR(2) NOT NULL,
	day DATE NOT NULL,
	narration VARCHAR(500) NOT NULL,
	party_name VARCHAR(200) NOT NULL,
	party_address VARCHAR(300) NOT NULL,
	papers INTEGER NOT NULL,
	state VARCHAR(9) NOT NULL,
	drafted_by BIGINT NOT NULL,
	approved_by BIGINT,
	posted_by BIGINT,
	cancelled_because VARCHAR(500) NOT NULL,
	entry_id BIGINT,
	CONSTRAINT pk_voucher PRIMARY KEY (id),
	CONSTRAINT fk_voucher_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_voucher_voucher_kind CHECK (kind IN ('PT', 'PC', 'PK', 'BC', 'BN')),
	CONSTRAINT ck_voucher_voucher_state CHECK (state IN ('draft', 'approved', 'posted', 'cancelled')),
	CONSTRAINT fk_voucher_drafted_by_person FOREIGN KEY(drafted_by) REFERENCES person (id),
	CONSTRAINT fk_voucher_approved_by_person FOREIGN KEY(approved_by) REFERENCES person (id),
	CONSTRAINT fk_voucher_posted_by_person FOREIGN KEY(posted_by) REFERENCES person (id),
	CONSTRAINT uq_voucher_entry_id UNIQUE (entry_id),
	CONSTRAINT fk_voucher_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE INDEX ix_voucher_state ON voucher (state);
CREATE INDEX ix_voucher_unit_id ON voucher (unit_id);
CREATE TABLE attachment (
	id BIGSERIAL NOT NULL,
	voucher_id BIGINT NOT NULL,
	file_name VARCHAR(200) NOT NULL,
	media_type VARCHAR(40) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	content BYTEA NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_attachment PRIMARY KEY (id),
	CONSTRAINT fk_attachment_voucher_id_voucher FOREIGN KEY(voucher_id) REFERENCES voucher (id),
	CONSTRAINT fk_attachment_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_attachment_voucher_id ON attachment (voucher_id);
CREATE TABLE bank_line (
	id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	bank_account_id BIGINT NOT NULL,
	statement_id BIGINT NOT NULL,
	row INTEGER NOT NULL,
	day DATE NOT NULL,
	reference TEXT NOT NULL,
	debit BIGINT NOT NULL,
	credit BIGINT NOT NULL,
	balance BIGINT,
	narration TEXT NOT NULL,
	counterparty TEXT NOT NULL,
	counterparty_account TEXT NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	occurrence INTEGER NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_bank_line PRIMARY KEY (id),
	CONSTRAINT uq_bank_line_bank_account_id_day_fingerprint_occurrence UNIQUE (bank_account_id, day, fingerprint, occurrence),
	CONSTRAINT ck_bank_line_one_side CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)),
	CONSTRAINT fk_bank_line_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_bank_line_bank_account_id_bank_account FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
	CONSTRAINT fk_bank_line_statement_id_imported_statement FOREIGN KEY(statement_id) REFERENCES imported_statement (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_bank_line_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_bank_line_statement_id ON bank_line (statement_id);
CREATE TABLE donation_event (
	entry_id BIGINT NOT NULL,
	donation_id BIGINT NOT NULL,
	kind VARCHAR(9) NOT NULL,
	amount BIGINT NOT NULL,
	reason VARCHAR(300) NOT NULL,
	CONSTRAINT pk_donation_event PRIMARY KEY (entry_id),
	CONSTRAINT ck_donation_event_amount_positive CHECK (amount > 0),
	CONSTRAINT fk_donation_event_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_donation_event_donation_id_donation FOREIGN KEY(donation_id) REFERENCES donation (id),
	CONSTRAINT ck_donation_event_event_kind CHECK (kind IN ('refunded', 'cancelled'))
);
CREATE INDEX ix_donation_event_donation_id ON donation_event (donation_id);
CREATE TABLE receipt (
	id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	series_id BIGINT NOT NULL,
	year INTEGER NOT NULL,
	number INTEGER NOT NULL,
	donation_id BIGINT NOT NULL,
	replaces_id BIGINT,
	check_code VARCHAR(20) NOT NULL,
	snapshot TEXT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_receipt PRIMARY KEY (id),
	CONSTRAINT uq_receipt_series_id_year_number UNIQUE (series_id, year, number),
	CONSTRAINT fk_receipt_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_receipt_series_id_receipt_series FOREIGN KEY(series_id) REFERENCES receipt_series (id),
	CONSTRAINT fk_receipt_donation_id_donation FOREIGN KEY(donation_id) REFERENCES donation (id),
	CONSTRAINT fk_receipt_replaces_id_receipt FOREIGN KEY(replaces_id) REFERENCES receipt (id),
	CONSTRAINT uq_receipt_check_code UNIQUE (check_code),
	CONSTRAINT fk_receipt_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_receipt_donation ON receipt (donation_id);
CREATE TABLE voucher_line (
	voucher_id BIGINT NOT NULL,
	line INTEGER NOT NULL,
	debit_id BIGINT NOT NULL,
	credit_id BIGINT NOT NULL,
	fund_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_voucher_line PRIMARY KEY (voucher_id, line),
	CONSTRAINT ck_voucher_line_amount_positive CHECK (amount > 0),
	CONSTRAINT fk_voucher_line_voucher_id_voucher FOREIGN KEY(voucher_id) REFERENCES voucher (id),
	CONSTRAINT fk_voucher_line_debit_id_account FOREIGN KEY(debit_id) REFERENCES account (id),
	CONSTRAINT fk_voucher_line_credit_id_account FOREIGN KEY(credit_id) REFERENCES account (id),
	CONSTRAINT fk_voucher_line_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id)
);
CREATE TABLE line_decision (
	id BIGINT NOT NULL,
	line_id BIGINT NOT NULL,
	verdict VARCHAR(7) NOT NULL,
	donor_id BIGINT,
	fund_id BIGINT,
	campaign_id BIGINT,
	phrase VARCHAR(200) NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_line_decision PRIMARY KEY (id),
	CONSTRAINT ck_line_decision_gift_has_fund CHECK ((verdict = 'gift') = (fund_id IS NOT NULL)),
	CONSTRAINT fk_line_decision_line_id_bank_line FOREIGN KEY(line_id) REFERENCES bank_line (id),
	CONSTRAINT ck_line_decision_verdict CHECK (verdict IN ('gift', 'unknown', 'other')),
	CONSTRAINT fk_line_decision_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_line_decision_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_line_decision_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	CONSTRAINT fk_line_decision_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_line_decision_line_id ON line_decision (line_id);
CREATE TABLE line_use (
	id BIGINT NOT NULL,
	line_id BIGINT NOT NULL,
	entry_id BIGINT NOT NULL,
	kind VARCHAR(12) NOT NULL,
	amount BIGINT NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_line_use PRIMARY KEY (id),
	CONSTRAINT uq_line_use_line_id_entry_id UNIQUE (line_id, entry_id),
	CONSTRAINT ck_line_use_amount_positive CHECK (amount > 0),
	CONSTRAINT fk_line_use_line_id_bank_line FOREIGN KEY(line_id) REFERENCES bank_line (id),
	CONSTRAINT fk_line_use_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT ck_line_use_use_kind CHECK (kind IN ('known', 'unidentified', 'clearing')),
	CONSTRAINT fk_line_use_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_line_use_entry ON line_use (entry_id);
CREATE TABLE receipt_event (
	id BIGSERIAL NOT NULL,
	receipt_id BIGINT NOT NULL,
	kind VARCHAR(8) NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(500) NOT NULL,
	command_number BIGINT NOT NULL,
	CONSTRAINT pk_receipt_event PRIMARY KEY (id),
	CONSTRAINT fk_receipt_event_receipt_id_receipt FOREIGN KEY(receipt_id) REFERENCES receipt (id),
	CONSTRAINT ck_receipt_event_receipt_event_kind CHECK (kind IN ('voided', 'replaced', 'copied')),
	CONSTRAINT fk_receipt_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE UNIQUE INDEX uq_receipt_event_ended_once ON receipt_event (receipt_id) WHERE kind <> 'copied';
