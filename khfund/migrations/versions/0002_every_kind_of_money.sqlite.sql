CREATE TABLE budget (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	version INTEGER NOT NULL,
	source VARCHAR(150) NOT NULL,
	reason VARCHAR(300) NOT NULL,
	drafted_by INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_budget PRIMARY KEY (id),
	CONSTRAINT uq_budget_unit_id_year_version UNIQUE (unit_id, year, version),
	CONSTRAINT fk_budget_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_budget_drafted_by_person FOREIGN KEY(drafted_by) REFERENCES person (id),
	CONSTRAINT fk_budget_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE cash_count (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	day DATE NOT NULL,
	counted INTEGER NOT NULL,
	book INTEGER NOT NULL,
	counters VARCHAR(500) NOT NULL,
	reason VARCHAR(500) NOT NULL,
	handling VARCHAR(500) NOT NULL,
	entered_by INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_cash_count PRIMARY KEY (id),
	CONSTRAINT ck_cash_count_counted_not_negative CHECK (counted >= 0),
	CONSTRAINT ck_cash_count_difference_explained CHECK (counted = book OR (reason <> '' AND handling <> '')),
	CONSTRAINT ck_cash_count_counted_whole CHECK (typeof(counted) = 'integer'),
	CONSTRAINT ck_cash_count_book_whole CHECK (typeof(book) = 'integer'),
	CONSTRAINT fk_cash_count_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_cash_count_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_cash_count_entered_by_person FOREIGN KEY(entered_by) REFERENCES person (id),
	CONSTRAINT fk_cash_count_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_cash_count_account ON cash_count (account_id, day);
CREATE TABLE deposit (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	paying_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	bank VARCHAR(100) NOT NULL,
	number VARCHAR(60) NOT NULL,
	holder VARCHAR(200) NOT NULL,
	principal INTEGER NOT NULL,
	rate INTEGER NOT NULL,
	demand_rate INTEGER NOT NULL,
	day_count VARCHAR(10) NOT NULL,
	interest_paid VARCHAR(11) NOT NULL,
	opened DATE NOT NULL,
	matures DATE NOT NULL,
	term_count INTEGER NOT NULL,
	term_in_months BOOLEAN NOT NULL,
	root_id INTEGER NOT NULL,
	predecessor_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_deposit PRIMARY KEY (id),
	CONSTRAINT ck_deposit_principal_positive CHECK (principal > 0),
	CONSTRAINT ck_deposit_matures_after_opening CHECK (matures > opened),
	CONSTRAINT ck_deposit_rates_sensible CHECK (rate >= 0 AND demand_rate >= 0 AND demand_rate <= rate),
	CONSTRAINT ck_deposit_months_counted CHECK ((day_count = 'actual_365') OR term_in_months),
	CONSTRAINT ck_deposit_id_whole CHECK (typeof(id) = 'integer'),
	CONSTRAINT ck_deposit_principal_whole CHECK (typeof(principal) = 'integer'),
	CONSTRAINT ck_deposit_rate_whole CHECK (typeof(rate) = 'integer'),
	CONSTRAINT ck_deposit_demand_rate_whole CHECK (typeof(demand_rate) = 'integer'),
	CONSTRAINT fk_deposit_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_deposit_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_deposit_paying_id_account FOREIGN KEY(paying_id) REFERENCES account (id),
	CONSTRAINT fk_deposit_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT ck_deposit_day_count CHECK (day_count IN ('actual_365', 'months_12')),
	CONSTRAINT ck_deposit_interest_paid CHECK (interest_paid IN ('at_maturity', 'monthly', 'quarterly', 'in_advance')),
	CONSTRAINT fk_deposit_root_id_deposit FOREIGN KEY(root_id) REFERENCES deposit (id),
	CONSTRAINT fk_deposit_predecessor_id_deposit FOREIGN KEY(predecessor_id) REFERENCES deposit (id),
	CONSTRAINT fk_deposit_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_deposit_unit_id ON deposit (unit_id);
CREATE TABLE dissolution (
	unit_id INTEGER NOT NULL,
	day DATE NOT NULL,
	decision VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_dissolution PRIMARY KEY (unit_id),
	CONSTRAINT fk_dissolution_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_dissolution_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE dues_members (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	of_unit_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	members INTEGER NOT NULL,
	source VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_dues_members PRIMARY KEY (id),
	CONSTRAINT ck_dues_members_members_counted CHECK (members >= 0),
	CONSTRAINT ck_dues_members_members_whole CHECK (typeof(members) = 'integer'),
	CONSTRAINT fk_dues_members_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_dues_members_of_unit_id_unit FOREIGN KEY(of_unit_id) REFERENCES unit (id),
	CONSTRAINT fk_dues_members_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_dues_members_unit ON dues_members (unit_id, year);
CREATE TABLE dues_rate (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	since_year INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	source VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_dues_rate PRIMARY KEY (id),
	CONSTRAINT ck_dues_rate_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_dues_rate_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_dues_rate_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_dues_rate_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_dues_rate_unit ON dues_rate (unit_id, since_year);
CREATE TABLE dues_share (
	command_number INTEGER NOT NULL,
	level VARCHAR(8) NOT NULL,
	unit_id INTEGER NOT NULL,
	since_year INTEGER NOT NULL,
	percent INTEGER NOT NULL,
	CONSTRAINT pk_dues_share PRIMARY KEY (command_number, level),
	CONSTRAINT ck_dues_share_percent_of_whole CHECK (percent BETWEEN 0 AND 100),
	CONSTRAINT fk_dues_share_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT ck_dues_share_dues_level CHECK (level IN ('base', 'commune', 'district', 'province', 'central')),
	CONSTRAINT fk_dues_share_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id)
);
UPDATE sqlite_master SET sql = 'CREATE TABLE entry (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	day DATE NOT NULL,
	voucher_kind VARCHAR(2) NOT NULL,
	voucher_year INTEGER NOT NULL,
	voucher_number INTEGER NOT NULL,
	narration VARCHAR(500) NOT NULL,
	command_number INTEGER NOT NULL,
	corrects_id INTEGER,
	correction VARCHAR(10),
	CONSTRAINT pk_entry PRIMARY KEY (id),
	CONSTRAINT uq_entry_unit_id_voucher_kind_voucher_year_voucher_number UNIQUE (unit_id, voucher_kind, voucher_year, voucher_number),
	CONSTRAINT fk_entry_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_entry_voucher_kind CHECK (voucher_kind IN (''PT'', ''PC'', ''PK'', ''BC'', ''BN'', ''PN'', ''PX'')),
	CONSTRAINT fk_entry_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT fk_entry_corrects_id_entry FOREIGN KEY(corrects_id) REFERENCES entry (id),
	CONSTRAINT ck_entry_correction CHECK (correction IN (''reversal'', ''refund'', ''adjustment'', ''opening'', ''year_end'', ''handover''))
)' WHERE type = 'table' AND name = 'entry';
CREATE TABLE goods_item (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(120) NOT NULL,
	measure VARCHAR(30) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_goods_item PRIMARY KEY (id),
	CONSTRAINT uq_goods_item_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT fk_goods_item_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_goods_item_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE letter_template (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	since DATE NOT NULL,
	ends DATE,
	least INTEGER NOT NULL,
	title VARCHAR(200) NOT NULL,
	body TEXT NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_letter_template PRIMARY KEY (id),
	CONSTRAINT ck_letter_template_least_not_negative CHECK (least >= 0),
	CONSTRAINT ck_letter_template_ends_after_since CHECK (ends >= since),
	CONSTRAINT ck_letter_template_least_whole CHECK (typeof(least) = 'integer'),
	CONSTRAINT fk_letter_template_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_letter_template_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_letter_template_unit ON letter_template (unit_id);
CREATE TABLE planned_payment (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	decided DATE NOT NULL,
	due DATE NOT NULL,
	decision VARCHAR(100) NOT NULL,
	what VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_planned_payment PRIMARY KEY (id),
	CONSTRAINT ck_planned_payment_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_planned_payment_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_planned_payment_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_planned_payment_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_planned_payment_account_id_account FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_planned_payment_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_planned_payment_unit_id ON planned_payment (unit_id);
CREATE TABLE state_place (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	code VARCHAR(10) NOT NULL,
	name VARCHAR(100) NOT NULL,
	within VARCHAR(100) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_state_place PRIMARY KEY (id),
	CONSTRAINT uq_state_place_unit_id UNIQUE (unit_id),
	CONSTRAINT fk_state_place_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_state_place_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE storage_place (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(120) NOT NULL,
	address VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_storage_place PRIMARY KEY (id),
	CONSTRAINT uq_storage_place_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT fk_storage_place_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_storage_place_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE succession (
	id INTEGER NOT NULL,
	predecessor_id INTEGER NOT NULL,
	successor_id INTEGER NOT NULL,
	day DATE NOT NULL,
	kind VARCHAR(9) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_succession PRIMARY KEY (id),
	CONSTRAINT uq_succession_predecessor_id_successor_id UNIQUE (predecessor_id, successor_id),
	CONSTRAINT ck_succession_two_units CHECK (predecessor_id <> successor_id),
	CONSTRAINT fk_succession_predecessor_id_unit FOREIGN KEY(predecessor_id) REFERENCES unit (id),
	CONSTRAINT fk_succession_successor_id_unit FOREIGN KEY(successor_id) REFERENCES unit (id),
	CONSTRAINT ck_succession_succession_kind CHECK (kind IN ('merge', 'split', 'dissolved')),
	CONSTRAINT fk_succession_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_succession_predecessor_id ON succession (predecessor_id);
CREATE INDEX ix_succession_successor_id ON succession (successor_id);
CREATE TABLE target (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	of_unit_id INTEGER,
	level VARCHAR(10),
	fund_id INTEGER,
	year INTEGER NOT NULL,
	measure VARCHAR(11) NOT NULL,
	manner VARCHAR(8) NOT NULL,
	amount INTEGER,
	growth INTEGER,
	base_year INTEGER,
	base INTEGER,
	source VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_target PRIMARY KEY (id),
	CONSTRAINT ck_target_one_addressee CHECK ((of_unit_id IS NULL) <> (level IS NULL)),
	CONSTRAINT ck_target_one_goal CHECK ((amount IS NULL) <> (growth IS NULL)),
	CONSTRAINT ck_target_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_target_base_before CHECK (base_year < year),
	CONSTRAINT ck_target_base_of_growth CHECK ((growth IS NULL) = (base_year IS NULL)),
	CONSTRAINT fk_target_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_target_of_unit_id_unit FOREIGN KEY(of_unit_id) REFERENCES unit (id),
	CONSTRAINT ck_target_level CHECK (level IN ('province', 'district', 'commune', 'affiliated', 'base')),
	CONSTRAINT fk_target_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT ck_target_measure CHECK (measure IN ('raised', 'balance', 'dues', 'members', 'new_members', 'awards', 'awarded')),
	CONSTRAINT ck_target_manner CHECK (manner IN ('per_unit', 'in_total')),
	CONSTRAINT fk_target_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_target_unit_id ON target (unit_id);
CREATE TABLE unit_name (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	since DATE NOT NULL,
	name VARCHAR(200) NOT NULL,
	former VARCHAR(200) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_unit_name PRIMARY KEY (id),
	CONSTRAINT uq_unit_name_unit_id_since UNIQUE (unit_id, since),
	CONSTRAINT fk_unit_name_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_name_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE unit_parent (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	since DATE NOT NULL,
	parent_id INTEGER,
	former_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_unit_parent PRIMARY KEY (id),
	CONSTRAINT uq_unit_parent_unit_id_since UNIQUE (unit_id, since),
	CONSTRAINT fk_unit_parent_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_parent_parent_id_unit FOREIGN KEY(parent_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_parent_former_id_unit FOREIGN KEY(former_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_parent_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE unit_return (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	receiver_id INTEGER NOT NULL,
	first DATE NOT NULL,
	last DATE NOT NULL,
	version INTEGER NOT NULL,
	edition VARCHAR(20) NOT NULL,
	coverage VARCHAR(5) NOT NULL,
	received DATE NOT NULL,
	source VARCHAR(200) NOT NULL,
	reason VARCHAR(500) NOT NULL,
	digest VARCHAR(64) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_unit_return PRIMARY KEY (id),
	CONSTRAINT uq_unit_return_unit_id_first_last_version UNIQUE (unit_id, first, last, version),
	CONSTRAINT ck_unit_return_version_positive CHECK (version >= 1),
	CONSTRAINT ck_unit_return_last_after_first CHECK (last > first),
	CONSTRAINT ck_unit_return_replaced_for_a_reason CHECK (version = 1 OR reason <> ''),
	CONSTRAINT fk_unit_return_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_return_receiver_id_unit FOREIGN KEY(receiver_id) REFERENCES unit (id),
	CONSTRAINT ck_unit_return_coverage CHECK (coverage IN ('own', 'below')),
	CONSTRAINT fk_unit_return_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_unit_return_receiver_id ON unit_return (receiver_id);
CREATE TABLE year_closing (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	until DATE NOT NULL,
	closed_by INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_year_closing PRIMARY KEY (id),
	CONSTRAINT fk_year_closing_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_year_closing_closed_by_person FOREIGN KEY(closed_by) REFERENCES person (id),
	CONSTRAINT fk_year_closing_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_year_closing_unit_id ON year_closing (unit_id);
CREATE TABLE budget_approval (
	budget_id INTEGER NOT NULL,
	approved_by INTEGER NOT NULL,
	day DATE NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_budget_approval PRIMARY KEY (budget_id),
	CONSTRAINT fk_budget_approval_budget_id_budget FOREIGN KEY(budget_id) REFERENCES budget (id),
	CONSTRAINT fk_budget_approval_approved_by_person FOREIGN KEY(approved_by) REFERENCES person (id),
	CONSTRAINT fk_budget_approval_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE budget_line (
	budget_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	CONSTRAINT pk_budget_line PRIMARY KEY (budget_id, fund_id, account_id),
	CONSTRAINT ck_budget_line_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_budget_line_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_budget_line_budget_id_budget FOREIGN KEY(budget_id) REFERENCES budget (id),
	CONSTRAINT fk_budget_line_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_budget_line_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE campaign_terms (
	id INTEGER NOT NULL,
	campaign_id INTEGER NOT NULL,
	decree BOOLEAN NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_campaign_terms PRIMARY KEY (id),
	CONSTRAINT fk_campaign_terms_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	CONSTRAINT fk_campaign_terms_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_campaign_terms_campaign_id ON campaign_terms (campaign_id);
CREATE TABLE cash_count_confirmation (
	count_id INTEGER NOT NULL,
	confirmed_by INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_cash_count_confirmation PRIMARY KEY (count_id),
	CONSTRAINT fk_cash_count_confirmation_count_id_cash_count FOREIGN KEY(count_id) REFERENCES cash_count (id),
	CONSTRAINT fk_cash_count_confirmation_confirmed_by_person FOREIGN KEY(confirmed_by) REFERENCES person (id),
	CONSTRAINT fk_cash_count_confirmation_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE cash_count_line (
	count_id INTEGER NOT NULL,
	denomination INTEGER NOT NULL,
	pieces INTEGER NOT NULL,
	CONSTRAINT pk_cash_count_line PRIMARY KEY (count_id, denomination),
	CONSTRAINT ck_cash_count_line_counted_pieces CHECK (pieces > 0 AND denomination > 0),
	CONSTRAINT ck_cash_count_line_denomination_whole CHECK (typeof(denomination) = 'integer'),
	CONSTRAINT ck_cash_count_line_pieces_whole CHECK (typeof(pieces) = 'integer'),
	CONSTRAINT fk_cash_count_line_count_id_cash_count FOREIGN KEY(count_id) REFERENCES cash_count (id)
);
CREATE TABLE confirmation (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	donor_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	number INTEGER NOT NULL,
	day DATE NOT NULL,
	amount INTEGER NOT NULL,
	snapshot TEXT NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_confirmation PRIMARY KEY (id),
	CONSTRAINT uq_confirmation_unit_id_year_number UNIQUE (unit_id, year, number),
	CONSTRAINT ck_confirmation_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_confirmation_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_confirmation_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_confirmation_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE deposit_event (
	id INTEGER NOT NULL,
	deposit_id INTEGER NOT NULL,
	kind VARCHAR(11) NOT NULL,
	day DATE NOT NULL,
	until DATE NOT NULL,
	paid_until DATE NOT NULL,
	principal INTEGER NOT NULL,
	recognised INTEGER NOT NULL,
	received INTEGER NOT NULL,
	computed INTEGER NOT NULL,
	month INTEGER,
	entry_id INTEGER,
	undoes_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_deposit_event PRIMARY KEY (id),
	CONSTRAINT ck_deposit_event_month_of_accrual CHECK ((kind = 'accrued') = (month IS NOT NULL)),
	CONSTRAINT ck_deposit_event_undoing_named CHECK ((kind = 'undone') = (undoes_id IS NOT NULL)),
	CONSTRAINT ck_deposit_event_id_whole CHECK (typeof(id) = 'integer'),
	CONSTRAINT ck_deposit_event_principal_whole CHECK (typeof(principal) = 'integer'),
	CONSTRAINT ck_deposit_event_recognised_whole CHECK (typeof(recognised) = 'integer'),
	CONSTRAINT ck_deposit_event_received_whole CHECK (typeof(received) = 'integer'),
	CONSTRAINT ck_deposit_event_computed_whole CHECK (typeof(computed) = 'integer'),
	CONSTRAINT fk_deposit_event_deposit_id_deposit FOREIGN KEY(deposit_id) REFERENCES deposit (id),
	CONSTRAINT ck_deposit_event_event_kind CHECK (kind IN ('placed', 'taken_over', 'rolled_in', 'accrued', 'paid', 'withdrawn', 'matured', 'rolled_over', 'handed_on', 'undone')),
	CONSTRAINT fk_deposit_event_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT uq_deposit_event_undoes_id UNIQUE (undoes_id),
	CONSTRAINT fk_deposit_event_undoes_id_deposit_event FOREIGN KEY(undoes_id) REFERENCES deposit_event (id),
	CONSTRAINT fk_deposit_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_deposit_event_deposit_id ON deposit_event (deposit_id);
CREATE INDEX ix_deposit_event_entry_id ON deposit_event (entry_id);
UPDATE sqlite_master SET sql = 'CREATE TABLE donation (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	donor_id INTEGER,
	day DATE NOT NULL,
	way VARCHAR(8) NOT NULL,
	amount INTEGER NOT NULL,
	anonymous BOOLEAN NOT NULL,
	campaign_id INTEGER,
	purpose VARCHAR(300) NOT NULL,
	note VARCHAR(300) NOT NULL,
	CONSTRAINT pk_donation PRIMARY KEY (id),
	CONSTRAINT ck_donation_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_donation_named_or_anonymous CHECK (donor_id IS NOT NULL OR anonymous),
	CONSTRAINT ck_donation_amount_whole CHECK (typeof(amount) = ''integer''),
	CONSTRAINT fk_donation_id_entry FOREIGN KEY(id) REFERENCES entry (id),
	CONSTRAINT fk_donation_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_donation_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT ck_donation_way CHECK (way IN (''cash'', ''transfer'', ''goods'')),
	CONSTRAINT fk_donation_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id)
)' WHERE type = 'table' AND name = 'donation';
CREATE TABLE dues_receipt (
	entry_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	of_unit_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	own INTEGER NOT NULL,
	passed INTEGER NOT NULL,
	CONSTRAINT pk_dues_receipt PRIMARY KEY (entry_id),
	CONSTRAINT ck_dues_receipt_amounts_positive CHECK (own >= 0 AND passed >= 0 AND own + passed > 0),
	CONSTRAINT ck_dues_receipt_own_whole CHECK (typeof(own) = 'integer'),
	CONSTRAINT ck_dues_receipt_passed_whole CHECK (typeof(passed) = 'integer'),
	CONSTRAINT fk_dues_receipt_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_dues_receipt_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_dues_receipt_of_unit_id_unit FOREIGN KEY(of_unit_id) REFERENCES unit (id)
);
CREATE INDEX ix_dues_receipt_unit ON dues_receipt (unit_id, year);
CREATE TABLE pass_through (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	code VARCHAR(20) NOT NULL,
	name VARCHAR(200) NOT NULL,
	donor_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	opened DATE NOT NULL,
	closed DATE,
	CONSTRAINT pk_pass_through PRIMARY KEY (id),
	CONSTRAINT uq_pass_through_unit_id_code UNIQUE (unit_id, code),
	CONSTRAINT ck_pass_through_closed_after_opened CHECK (closed >= opened),
	CONSTRAINT fk_pass_through_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_pass_through_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_pass_through_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id)
);
CREATE TABLE planned_cancellation (
	planned_id INTEGER NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(14) NOT NULL,
	note VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_planned_cancellation PRIMARY KEY (planned_id),
	CONSTRAINT fk_planned_cancellation_planned_id_planned_payment FOREIGN KEY(planned_id) REFERENCES planned_payment (id),
	CONSTRAINT ck_planned_cancellation_cancel_reason CHECK (reason IN ('revoked', 'recipient_gone', 'other_source', 'entered_twice', 'mistake', 'other')),
	CONSTRAINT fk_planned_cancellation_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE planned_move (
	id INTEGER NOT NULL,
	planned_id INTEGER NOT NULL,
	day DATE NOT NULL,
	due DATE NOT NULL,
	reason VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_planned_move PRIMARY KEY (id),
	CONSTRAINT fk_planned_move_planned_id_planned_payment FOREIGN KEY(planned_id) REFERENCES planned_payment (id),
	CONSTRAINT fk_planned_move_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_planned_move_planned_id ON planned_move (planned_id);
CREATE TABLE planned_settlement (
	planned_id INTEGER NOT NULL,
	entry_id INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_planned_settlement PRIMARY KEY (planned_id, entry_id),
	CONSTRAINT ck_planned_settlement_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_planned_settlement_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_planned_settlement_planned_id_planned_payment FOREIGN KEY(planned_id) REFERENCES planned_payment (id),
	CONSTRAINT fk_planned_settlement_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_planned_settlement_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_planned_settlement_entry ON planned_settlement (entry_id);
CREATE TABLE return_cell (
	return_id INTEGER NOT NULL,
	"row" VARCHAR(12) NOT NULL,
	measure VARCHAR(12) NOT NULL,
	value INTEGER NOT NULL,
	name VARCHAR(200) NOT NULL,
	CONSTRAINT pk_return_cell PRIMARY KEY (return_id, "row", measure),
	CONSTRAINT ck_return_cell_value_not_negative CHECK (value >= 0),
	CONSTRAINT ck_return_cell_value_whole CHECK (typeof(value) = 'integer'),
	CONSTRAINT fk_return_cell_return_id_unit_return FOREIGN KEY(return_id) REFERENCES unit_return (id)
);
CREATE TABLE succession_share (
	succession_id INTEGER NOT NULL,
	parts INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_succession_share PRIMARY KEY (succession_id),
	CONSTRAINT ck_succession_share_parts_positive CHECK (parts > 0),
	CONSTRAINT ck_succession_share_parts_whole CHECK (typeof(parts) = 'integer'),
	CONSTRAINT fk_succession_share_succession_id_succession FOREIGN KEY(succession_id) REFERENCES succession (id),
	CONSTRAINT fk_succession_share_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE take_over (
	entry_id INTEGER NOT NULL,
	from_entry_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_take_over PRIMARY KEY (entry_id),
	CONSTRAINT fk_take_over_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_take_over_from_entry_id_entry FOREIGN KEY(from_entry_id) REFERENCES entry (id),
	CONSTRAINT fk_take_over_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_take_over_from_entry_id ON take_over (from_entry_id);
UPDATE sqlite_master SET sql = 'CREATE TABLE voucher (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	kind VARCHAR(2) NOT NULL,
	day DATE NOT NULL,
	narration VARCHAR(500) NOT NULL,
	party_name VARCHAR(200) NOT NULL,
	party_address VARCHAR(300) NOT NULL,
	papers INTEGER NOT NULL,
	state VARCHAR(9) NOT NULL,
	drafted_by INTEGER NOT NULL,
	approved_by INTEGER,
	posted_by INTEGER,
	cancelled_because VARCHAR(500) NOT NULL,
	entry_id INTEGER,
	CONSTRAINT pk_voucher PRIMARY KEY (id),
	CONSTRAINT fk_voucher_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT ck_voucher_voucher_kind CHECK (kind IN (''PT'', ''PC'', ''PK'', ''BC'', ''BN'', ''PN'', ''PX'')),
	CONSTRAINT ck_voucher_voucher_state CHECK (state IN (''draft'', ''approved'', ''posted'', ''cancelled'')),
	CONSTRAINT fk_voucher_drafted_by_person FOREIGN KEY(drafted_by) REFERENCES person (id),
	CONSTRAINT fk_voucher_approved_by_person FOREIGN KEY(approved_by) REFERENCES person (id),
	CONSTRAINT fk_voucher_posted_by_person FOREIGN KEY(posted_by) REFERENCES person (id),
	CONSTRAINT uq_voucher_entry_id UNIQUE (entry_id),
	CONSTRAINT fk_voucher_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
)' WHERE type = 'table' AND name = 'voucher';
CREATE TABLE year_reopening (
	closing_id INTEGER NOT NULL,
	asked_by INTEGER NOT NULL,
	granted_by INTEGER NOT NULL,
	reason VARCHAR(500) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_year_reopening PRIMARY KEY (closing_id),
	CONSTRAINT fk_year_reopening_closing_id_year_closing FOREIGN KEY(closing_id) REFERENCES year_closing (id),
	CONSTRAINT fk_year_reopening_asked_by_person FOREIGN KEY(asked_by) REFERENCES person (id),
	CONSTRAINT fk_year_reopening_granted_by_person FOREIGN KEY(granted_by) REFERENCES person (id),
	CONSTRAINT fk_year_reopening_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE confirmation_event (
	id INTEGER NOT NULL,
	confirmation_id INTEGER NOT NULL,
	kind VARCHAR(6) NOT NULL,
	day DATE NOT NULL,
	reason VARCHAR(500) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_confirmation_event PRIMARY KEY (id),
	CONSTRAINT fk_confirmation_event_confirmation_id_confirmation FOREIGN KEY(confirmation_id) REFERENCES confirmation (id),
	CONSTRAINT ck_confirmation_event_confirmation_event_kind CHECK (kind IN ('voided', 'copied')),
	CONSTRAINT fk_confirmation_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE UNIQUE INDEX uq_confirmation_event_voided_once ON confirmation_event (confirmation_id) WHERE kind = 'voided';
CREATE TABLE confirmation_gift (
	confirmation_id INTEGER NOT NULL,
	donation_id INTEGER NOT NULL,
	CONSTRAINT pk_confirmation_gift PRIMARY KEY (confirmation_id, donation_id),
	CONSTRAINT fk_confirmation_gift_confirmation_id_confirmation FOREIGN KEY(confirmation_id) REFERENCES confirmation (id),
	CONSTRAINT fk_confirmation_gift_donation_id_donation FOREIGN KEY(donation_id) REFERENCES donation (id)
);
CREATE INDEX ix_confirmation_gift_donation_id ON confirmation_gift (donation_id);
CREATE TABLE dues_passing (
	voucher_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_dues_passing PRIMARY KEY (voucher_id),
	CONSTRAINT ck_dues_passing_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_dues_passing_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_dues_passing_voucher_id_voucher FOREIGN KEY(voucher_id) REFERENCES voucher (id),
	CONSTRAINT fk_dues_passing_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_dues_passing_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE TABLE hand_over (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	day DATE NOT NULL,
	place_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	programme_id INTEGER,
	purpose VARCHAR(200) NOT NULL,
	receiver VARCHAR(200) NOT NULL,
	receiver_address VARCHAR(300) NOT NULL,
	state VARCHAR(9) NOT NULL,
	drafted_by INTEGER NOT NULL,
	approved_by INTEGER,
	delivered_by INTEGER,
	cancelled_because VARCHAR(300) NOT NULL,
	entry_id INTEGER,
	CONSTRAINT pk_hand_over PRIMARY KEY (id),
	CONSTRAINT fk_hand_over_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_hand_over_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT fk_hand_over_place_id_storage_place FOREIGN KEY(place_id) REFERENCES storage_place (id),
	CONSTRAINT fk_hand_over_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_hand_over_programme_id_pass_through FOREIGN KEY(programme_id) REFERENCES pass_through (id),
	CONSTRAINT ck_hand_over_hand_over_state CHECK (state IN ('draft', 'approved', 'delivered', 'cancelled')),
	CONSTRAINT fk_hand_over_drafted_by_person FOREIGN KEY(drafted_by) REFERENCES person (id),
	CONSTRAINT fk_hand_over_approved_by_person FOREIGN KEY(approved_by) REFERENCES person (id),
	CONSTRAINT fk_hand_over_delivered_by_person FOREIGN KEY(delivered_by) REFERENCES person (id),
	CONSTRAINT uq_hand_over_entry_id UNIQUE (entry_id),
	CONSTRAINT fk_hand_over_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE INDEX ix_hand_over_unit_id ON hand_over (unit_id);
CREATE TABLE letter (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	donation_id INTEGER NOT NULL,
	copy INTEGER NOT NULL,
	day DATE NOT NULL,
	template_id INTEGER,
	title VARCHAR(200) NOT NULL,
	body TEXT NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_letter PRIMARY KEY (id),
	CONSTRAINT uq_letter_donation_id_copy UNIQUE (donation_id, copy),
	CONSTRAINT fk_letter_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_letter_donation_id_donation FOREIGN KEY(donation_id) REFERENCES donation (id),
	CONSTRAINT fk_letter_template_id_letter_template FOREIGN KEY(template_id) REFERENCES letter_template (id),
	CONSTRAINT fk_letter_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_letter_unit_id ON letter (unit_id);
CREATE TABLE pass_through_entry (
	entry_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_pass_through_entry PRIMARY KEY (entry_id),
	CONSTRAINT fk_pass_through_entry_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_pass_through_entry_programme_id_pass_through FOREIGN KEY(programme_id) REFERENCES pass_through (id),
	CONSTRAINT fk_pass_through_entry_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_pass_through_entry_programme_id ON pass_through_entry (programme_id);
CREATE TABLE pass_through_voucher (
	voucher_id INTEGER NOT NULL,
	programme_id INTEGER NOT NULL,
	CONSTRAINT pk_pass_through_voucher PRIMARY KEY (voucher_id),
	CONSTRAINT fk_pass_through_voucher_voucher_id_voucher FOREIGN KEY(voucher_id) REFERENCES voucher (id),
	CONSTRAINT fk_pass_through_voucher_programme_id_pass_through FOREIGN KEY(programme_id) REFERENCES pass_through (id)
);
CREATE INDEX ix_pass_through_voucher_programme_id ON pass_through_voucher (programme_id);
CREATE TABLE pledge (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	donor_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	campaign_id INTEGER,
	code VARCHAR(20) NOT NULL,
	rhythm VARCHAR(9) NOT NULL,
	amount INTEGER NOT NULL,
	agreed DATE NOT NULL,
	starts DATE NOT NULL,
	ends DATE,
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_pledge PRIMARY KEY (id),
	CONSTRAINT ck_pledge_amount_positive CHECK (amount >= 0),
	CONSTRAINT ck_pledge_amount_or_schedule CHECK ((amount = 0) = (rhythm = 'listed')),
	CONSTRAINT ck_pledge_ends_after_start CHECK (ends >= starts),
	CONSTRAINT ck_pledge_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_pledge_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_pledge_donor_id_donor FOREIGN KEY(donor_id) REFERENCES donor (id),
	CONSTRAINT fk_pledge_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_pledge_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id),
	CONSTRAINT uq_pledge_code UNIQUE (code),
	CONSTRAINT fk_pledge_code_transfer_code FOREIGN KEY(code) REFERENCES transfer_code (code),
	CONSTRAINT ck_pledge_rhythm CHECK (rhythm IN ('once', 'monthly', 'quarterly', 'yearly', 'listed')),
	CONSTRAINT fk_pledge_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_pledge_donor ON pledge (donor_id);
CREATE TABLE stock_movement (
	id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	entry_id INTEGER,
	day DATE NOT NULL,
	kind VARCHAR(11) NOT NULL,
	place_id INTEGER NOT NULL,
	item_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	programme_id INTEGER,
	quantity_in INTEGER NOT NULL,
	value_in INTEGER NOT NULL,
	quantity_out INTEGER NOT NULL,
	value_out INTEGER NOT NULL,
	note VARCHAR(300) NOT NULL,
	CONSTRAINT pk_stock_movement PRIMARY KEY (id),
	CONSTRAINT ck_stock_movement_one_side CHECK ((quantity_in > 0 AND value_in >= quantity_in AND quantity_out = 0 AND value_out = 0) OR (quantity_out > 0 AND value_out >= quantity_out AND quantity_in = 0 AND value_in = 0)),
	CONSTRAINT ck_stock_movement_entry_unless_moved CHECK ((entry_id IS NULL) = (kind = 'moved')),
	CONSTRAINT ck_stock_movement_quantity_in_whole CHECK (typeof(quantity_in) = 'integer'),
	CONSTRAINT ck_stock_movement_value_in_whole CHECK (typeof(value_in) = 'integer'),
	CONSTRAINT ck_stock_movement_quantity_out_whole CHECK (typeof(quantity_out) = 'integer'),
	CONSTRAINT ck_stock_movement_value_out_whole CHECK (typeof(value_out) = 'integer'),
	CONSTRAINT fk_stock_movement_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_stock_movement_command_number_command FOREIGN KEY(command_number) REFERENCES command (number),
	CONSTRAINT fk_stock_movement_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT ck_stock_movement_movement_kind CHECK (kind IN ('opening', 'gift', 'purchase', 'held', 'moved', 'handed_over', 'passed_on', 'counted')),
	CONSTRAINT fk_stock_movement_place_id_storage_place FOREIGN KEY(place_id) REFERENCES storage_place (id),
	CONSTRAINT fk_stock_movement_item_id_goods_item FOREIGN KEY(item_id) REFERENCES goods_item (id),
	CONSTRAINT fk_stock_movement_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_stock_movement_programme_id_pass_through FOREIGN KEY(programme_id) REFERENCES pass_through (id)
);
CREATE INDEX ix_stock_movement_day ON stock_movement (unit_id, day);
CREATE INDEX ix_stock_movement_entry ON stock_movement (entry_id);
CREATE INDEX ix_stock_movement_pile ON stock_movement (item_id, place_id, fund_id, day);
CREATE TABLE unit_transfer (
	id INTEGER NOT NULL,
	from_id INTEGER NOT NULL,
	to_id INTEGER NOT NULL,
	day DATE NOT NULL,
	amount INTEGER NOT NULL,
	narration VARCHAR(500) NOT NULL,
	voucher_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_unit_transfer PRIMARY KEY (id),
	CONSTRAINT ck_unit_transfer_two_units CHECK (from_id <> to_id),
	CONSTRAINT ck_unit_transfer_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_unit_transfer_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_unit_transfer_from_id_unit FOREIGN KEY(from_id) REFERENCES unit (id),
	CONSTRAINT fk_unit_transfer_to_id_unit FOREIGN KEY(to_id) REFERENCES unit (id),
	CONSTRAINT uq_unit_transfer_voucher_id UNIQUE (voucher_id),
	CONSTRAINT fk_unit_transfer_voucher_id_voucher FOREIGN KEY(voucher_id) REFERENCES voucher (id),
	CONSTRAINT fk_unit_transfer_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_unit_transfer_from_id ON unit_transfer (from_id);
CREATE INDEX ix_unit_transfer_to_id ON unit_transfer (to_id);
CREATE TABLE voucher_promise (
	voucher_id INTEGER NOT NULL,
	planned_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_voucher_promise PRIMARY KEY (voucher_id),
	CONSTRAINT fk_voucher_promise_voucher_id_voucher FOREIGN KEY(voucher_id) REFERENCES voucher (id),
	CONSTRAINT fk_voucher_promise_planned_id_planned_payment FOREIGN KEY(planned_id) REFERENCES planned_payment (id),
	CONSTRAINT fk_voucher_promise_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_voucher_promise_planned_id ON voucher_promise (planned_id);
CREATE TABLE goods_line (
	movement_id INTEGER NOT NULL,
	unit_value INTEGER NOT NULL,
	basis VARCHAR(8) NOT NULL,
	paper VARCHAR(200) NOT NULL,
	CONSTRAINT pk_goods_line PRIMARY KEY (movement_id),
	CONSTRAINT ck_goods_line_unit_value_positive CHECK (unit_value > 0),
	CONSTRAINT ck_goods_line_unit_value_whole CHECK (typeof(unit_value) = 'integer'),
	CONSTRAINT fk_goods_line_movement_id_stock_movement FOREIGN KEY(movement_id) REFERENCES stock_movement (id),
	CONSTRAINT ck_goods_line_basis CHECK (basis IN ('invoice', 'market', 'council', 'declared'))
);
CREATE TABLE hand_over_line (
	hand_over_id INTEGER NOT NULL,
	line INTEGER NOT NULL,
	item_id INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	recipient VARCHAR(120) NOT NULL,
	belongs_to VARCHAR(200) NOT NULL,
	heads INTEGER NOT NULL,
	CONSTRAINT pk_hand_over_line PRIMARY KEY (hand_over_id, line),
	CONSTRAINT ck_hand_over_line_quantity_positive CHECK (quantity > 0 AND heads > 0),
	CONSTRAINT ck_hand_over_line_quantity_whole CHECK (typeof(quantity) = 'integer'),
	CONSTRAINT fk_hand_over_line_hand_over_id_hand_over FOREIGN KEY(hand_over_id) REFERENCES hand_over (id),
	CONSTRAINT fk_hand_over_line_item_id_goods_item FOREIGN KEY(item_id) REFERENCES goods_item (id)
);
CREATE TABLE pledge_event (
	id INTEGER NOT NULL,
	pledge_id INTEGER NOT NULL,
	kind VARCHAR(5) NOT NULL,
	since DATE NOT NULL,
	amount INTEGER,
	reason VARCHAR(8),
	words VARCHAR(300) NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_pledge_event PRIMARY KEY (id),
	CONSTRAINT ck_pledge_event_rate_positive CHECK ((kind = 'rate') = (amount IS NOT NULL AND amount > 0)),
	CONSTRAINT ck_pledge_event_end_has_reason CHECK ((kind = 'ended') = (reason IS NOT NULL)),
	CONSTRAINT fk_pledge_event_pledge_id_pledge FOREIGN KEY(pledge_id) REFERENCES pledge (id),
	CONSTRAINT ck_pledge_event_pledge_event_kind CHECK (kind IN ('rate', 'ended')),
	CONSTRAINT ck_pledge_event_end_reason CHECK (reason IN ('withdrew', 'hardship', 'died', 'lost', 'replaced', 'mistake')),
	CONSTRAINT fk_pledge_event_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_pledge_event_pledge_id ON pledge_event (pledge_id);
CREATE TABLE pledge_instalment (
	pledge_id INTEGER NOT NULL,
	day DATE NOT NULL,
	amount INTEGER NOT NULL,
	CONSTRAINT pk_pledge_instalment PRIMARY KEY (pledge_id, day),
	CONSTRAINT ck_pledge_instalment_amount_positive CHECK (amount > 0),
	CONSTRAINT ck_pledge_instalment_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_pledge_instalment_pledge_id_pledge FOREIGN KEY(pledge_id) REFERENCES pledge (id)
);
CREATE TABLE pledge_payment (
	id INTEGER NOT NULL,
	donation_id INTEGER NOT NULL,
	fund_id INTEGER NOT NULL,
	pledge_id INTEGER,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_pledge_payment PRIMARY KEY (id),
	CONSTRAINT fk_pledge_payment_donation_id_donation FOREIGN KEY(donation_id) REFERENCES donation (id),
	CONSTRAINT fk_pledge_payment_fund_id_fund FOREIGN KEY(fund_id) REFERENCES fund (id),
	CONSTRAINT fk_pledge_payment_pledge_id_pledge FOREIGN KEY(pledge_id) REFERENCES pledge (id),
	CONSTRAINT fk_pledge_payment_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_pledge_payment_donation ON pledge_payment (donation_id, fund_id);
CREATE INDEX ix_pledge_payment_pledge_id ON pledge_payment (pledge_id);
CREATE TABLE pledge_reminder (
	id INTEGER NOT NULL,
	pledge_id INTEGER NOT NULL,
	day DATE NOT NULL,
	until DATE NOT NULL,
	amount INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_pledge_reminder PRIMARY KEY (id),
	CONSTRAINT ck_pledge_reminder_amount_whole CHECK (typeof(amount) = 'integer'),
	CONSTRAINT fk_pledge_reminder_pledge_id_pledge FOREIGN KEY(pledge_id) REFERENCES pledge (id),
	CONSTRAINT fk_pledge_reminder_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_pledge_reminder_pledge_id ON pledge_reminder (pledge_id);
CREATE TABLE transfer_receipt (
	entry_id INTEGER NOT NULL,
	transfer_id INTEGER NOT NULL,
	command_number INTEGER NOT NULL,
	CONSTRAINT pk_transfer_receipt PRIMARY KEY (entry_id),
	CONSTRAINT fk_transfer_receipt_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id),
	CONSTRAINT fk_transfer_receipt_transfer_id_unit_transfer FOREIGN KEY(transfer_id) REFERENCES unit_transfer (id),
	CONSTRAINT fk_transfer_receipt_command_number_command FOREIGN KEY(command_number) REFERENCES command (number)
);
CREATE INDEX ix_transfer_receipt_transfer_id ON transfer_receipt (transfer_id);
