"""Every word of every command replaced by what a hostile or tired hand might type: refused in words, or done."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from khfund.cli.main import khfund as command_line
from tests.cli.shell import Shell

VERBS = """\
ketoan account close 121 --day 01/02/2026
ketoan account list
ketoan account open 1121 Tiền --role bank
ketoan backup {folder}/b.khfund
ketoan balance --on 31/01/2026 --fund KH --account 111 --known-at 2026-11-22
ketoan bank accept --number 0123456789 --days 2026 --state unmatched
ketoan bank ask-undo --number 0123456789 --reason Nhầm
ketoan bank book-unidentified --number 0123456789 --days 2026-01
ketoan bank codes
ketoan bank decide 1 gift --donor 1 --fund KH --campaign TET --phrase LAN
ketoan bank import {folder}/saoke.csv --number 0123456789 --layout vietcombank --sheet a --thousands .
ketoan bank issue-code KH --fund KH --campaign TET --donor 1
ketoan bank lines --number 0123456789 --state all --days 2026 --limit 5
ketoan bank list
ketoan bank match 1 1
ketoan bank open 0987654321 --bank BIDV --account 112 --fund KH --opened 01/01/2026 --holder Hội
ketoan bank post 3 515 --fund KH --narration Lãi
ketoan bank propose --number 0123456789 --days 2026 --state unmatched --show matched --limit 5
ketoan bank qr 0123456789 --amount 500.000 --purpose KH --out {folder}/qr.svg
ketoan bank read {folder}/saoke.csv --layout vietcombank --sheet a --thousands .
ketoan bank reconcile 1/2026 --number 0123456789 --closing 2.301.250
ketoan bank rule 1 off
ketoan bank rules
ketoan bank undo --number 0123456789
ketoan book bring-forward {folder}/so-du.csv
quantri book open 01/01/2026
ketoan book show
quantri book sole-officer --since 01/01/2026 --reason Ít
quantri book two-officers --since 01/02/2026
ketoan budget list --year 2026
ketoan budget report 2026 --on 31/01/2026 --out {folder}/du-toan.xlsx
chutich budget amend 2026 --line KH:6111:6.000.000 --source NQ --reason Thêm
chutich budget approve 2026 --version 1
chutich budget draft 2026 --line KH:6111:5.000.000 --source NQ
ketoan campaign list
ketoan campaign open HE Hè --fund KH --starts 01/06/2026 --ends 30/06/2026 --target 5.000.000
ketoan check
ketoan checkpoint --out {folder}/moc.txt
ketoan consolidation --on 31/01/2026 --of MS --restated-on 01/02/2026 --out {folder}/t.xlsx
ketoan deposit accrue 1/2026 --deposit 1
ketoan deposit hand-on 1 --day 31/03/2026
ketoan deposit ladder --on 31/01/2026 --fund KH --out {folder}/tien-gui.pdf
ketoan deposit list --on 31/01/2026 --fund KH
ketoan deposit mature 1 --day 31/07/2026 --interest 1.000
ketoan deposit pay-interest 1 --day 31/03/2026 --interest 1.000
ketoan deposit place KH 1.000.000 --bank VCB --number 01 --rate 6 --opened 31/01/2026 --term 6m --matures 31/07/2026 --demand-rate 0,2 --day-count actual_365 --pays monthly --holder Hội --paying 112 --account 121 --interest 0
ketoan deposit roll-over 1 --rate 5 --term 6m --matures 31/01/2027 --number 02 --demand-rate 0,1 --pays monthly --day 31/07/2026 --interest 1.000
ketoan deposit show 1
ketoan deposit take-over KH 1.000.000 --bank VCB --number 01 --rate 6 --opened 31/10/2025 --term 6m --matures 30/04/2026 --demand-rate 0,2 --day-count actual_365 --pays monthly --holder Hội --paying 112 --account 121 --interest 0 --paid-until 31/12/2025 --day 01/01/2026
ketoan deposit undo 1 --reason Nhầm --day 31/01/2026
ketoan deposit withdraw 1 --day 30/04/2026 --amount 1.000 --interest 1.000 --taken-back 500
ketoantruong donation cancel 2 --reason Nhầm --day 31/01/2026
ketoan donation identify 2 --part KH:300.000 --donor 1 --campaign TET --day 31/01/2026
ketoan donation import {folder}/ds.csv --fund KH --campaign TET --bank 0123456789 --preview
ketoan donation list --days 2026 --limit 5
ketoan donation receive --part KH:500.000 --donor 1 --day 05/01/2026 --campaign TET --purpose Tết
ketoan donation receive --part KH:2.000.000 --donor 1 --line 1
ketoan donation receive --part TH:5.000:now --bank 0123456789 --day 05/01/2026
ketoantruong donation refund 2 --reason Nhầm --amount 1.000 --day 31/01/2026
ketoan donor enter Nam --kind person --address Bản --locality Xã --phone 0912345678 --tax-code 0101234567
ketoan donor merge 2 1
ketoan donor search lan
ketoan donor separate 2
ketoan entry list --days 2026 --account 111 --limit 5
ketoan entry reverse 1 --day 31/01/2026 --reason Nhầm
ketoan export csv {folder}/so.csv --days 2026 --of MS
ketoan forecast --months 3 --fund KH --on 31/01/2026 --out {folder}/du-bao.xlsx
ketoan fund close TH --day 01/02/2026
ketoan fund list --on 31/01/2026
ketoan fund show KH --on 31/01/2026
ketoan fund open HB Học --opened 01/01/2026 --purpose Thưởng --legal-basis QĐ
ketoantruong goods approve 1
ketoan goods buy --goods XE:5:1.000:invoice:HĐ --place KHO --fund KH --seller Hàng --day 12/01/2026
ketoan goods cancel 1 --reason Nhầm
ketoan goods count XE 4 --place KHO --fund KH --passing VT --day 12/01/2026 --reason Mất --unit-value 1.000
ketoan goods deliver 1 --day 12/01/2026
ketoan goods hand-over --place KHO --fund KH --purpose Tết --to Trường --address Bản --goods XE:2 --heads 2 --passing VT --day 12/01/2026
ketoan goods hand-over --place KHO --fund KH --purpose Tết --to Trường --list {folder}/ds.csv --day 12/01/2026
ketoan goods item-add GAO Gạo --measure kg
ketoan goods list items
ketoan goods move --goods XE:1 --from KHO --to TRUONG --fund KH --passing VT --day 12/01/2026 --reason Gần
ketoan goods place-add KHO2 Kho --address Bản
ketoan goods print 1 --out {folder}/bb.pdf
ketoan goods receive --goods XE:5:1.000:invoice:HĐ --place KHO --fund KH --donor 1 --day 12/01/2026 --campaign TET --purpose Tết
ketoan goods stock --on 31/01/2026 --place KHO
ketoan goods take-over --goods XE:5:1.000 --place KHO --fund KH
ketoan goods undo 3 --day 31/01/2026 --reason Nhầm
ketoan log export {folder}/log.txt
ketoan official-book all 2026-01 --out {folder}/books --form pdf --number 01 --paper A4 --day 31/01/2026
ketoan official-book list
ketoan official-book print cash-book --days 2026-01 --out {folder}/b.pdf --account 111 --fund KH --number 01 --paper A5 --day 31/01/2026
ketoan official-book print giver-book --days 2026-01 --out {folder}/b.xlsx --donor 1 --campaign TET
ketoan passing close VT --day 31/01/2026
ketoan passing hand-over VT --amount 500.000 --to Trường --address Bản --bank 0123456789 --day 12/01/2026
ketoan passing list --on 31/01/2026
ketoan passing open AM Áo --donor 1 --fund KH --day 10/01/2026
ketoan passing receive VT --amount 300.000 --line 2
ketoan passing receive VT --goods XE:2:1.000 --place KHO --day 12/01/2026
ketoan passing show VT
ketoan payment again 1 --pays 1 --payout 31/01/2026
chutich payment approve 1 --day 31/01/2026
ketoan payment cancel 1 --reason Nhầm
ketoan payment diff 1
ketoan payment draft --until 31/01/2026 --payout 31/01/2026 --programme VK --round HB
ketoan payment drop 1 1 --reason died --because Tin --day 31/01/2026
ketoan payment explain 1 1 --reason moved --because Giấy
ketoan payment file 1 --statement 0123456789 --out {folder}/chuyen.csv
ketoan payment list
ketoan payment preview --until 31/01/2026 --payout 31/01/2026 --programme VK --round HB
ketoan payment print 1 --list cash --voucher 1 --out {folder}/ds.pdf
ketoan payment proof 1 {folder}/a.pdf --kind school --pays 1 --day 31/01/2026
ketoan payment proofs --outstanding --run 1
thuquy payment received-back 1 1 --amount 1.000 --line 1 --day 31/01/2026
ketoan payment recover 1 1 --reason mistake --because Nhầm --still-owed --day 31/01/2026
thuquy payment returned 1 --pays 1 --line 1 --reason Sai --day 31/01/2026
thuquy payment returned 1 --pays 1 --cash --reason Sai
thuquy payment returned 1 --pays 1 --not-sent --reason Sai
thuquy payment settle 1 --line 1 --pays all
thuquy payment settle --statement 0123456789 --days 2026 --accept
thuquy payment settle-cash 1 --pays 1 --signed An --day 31/01/2026
ketoan payment show 1
chutich period ask-reopen 1/2026 --reason Nhầm
chutich period close 1/2026 --accept x
ketoan period obstacles 1/2026
chutich period reopen 1/2026
quantri person enter ktt Trưởng
quantri person grant ketoan treasurer
ketoan planned add Học --fund KH --account 6111 --amount 500.000 --due 01/06/2026 --decision QĐ --decided 20/01/2026
ketoan planned cancel 1 --reason other --because Nhầm
ketoan planned list --on 31/01/2026 --state open
ketoan planned move 1 --due 01/07/2026 --reason Hoãn
ketoan planned settle 1 --entry 1 --voucher 1 --amount 1.000
ketoan poster --fund KH --campaign TET --number 0123456789 --amount 500.000 --size A5 --out {folder}/to.svg
ketoan qr payload --bank Vietcombank --number 0123456789 --amount 500.000 --purpose KH
ketoan qr read 00020101021138540010A00000072701240006970436011001234567890208QRIBFTTA53037045802VN63046A15
ketoan receipt copy GXN-2026-000001 --out {folder}/sao.pdf
ketoan receipt issue --series GXN --donation 2 --days 2026 --limit 5 --day 31/01/2026
ketoan receipt list --days 2026 --limit 5
ketoan receipt open-series GXM
ketoan receipt print GXM-2026-000001 --days 2026 --out {folder}/bn.pdf
ketoan receipt replace GXN-2026-000001 --reason Nhầm --day 31/01/2026
ketoan receipt summary 1 2026 --out {folder}/th.pdf
ketoan receipt test-print --series GXM --days 2026 --limit 1 --out {folder}/thu.pdf
ketoan receipt verify ABCDEFGHJKMNPQRSTVWX
ketoan receipt void GXN-2026-000001 --reason Nhầm
ketoan published check {folder}/cong-bo.csv --text {folder}/loi.txt --title Số --out {folder}/doi-chieu
ketoan rulebook check {folder}/bo.yaml
ketoan rulebook facts
ketoan rulebook list
ketoan rulebook papers
ketoan rulebook show nuoi-em-khuyen-hoc-2023 --on 31/01/2026 --renewal
ketoan rulebook try cong-van-08-2023 --fact grade=7:school_confirmation:31/05/2026 --on 31/01/2026 --renewal
ketoan return consolidate 2026-Q1 --out {folder}/tong-hop --thousands
ketoan return enter 2026-Q1 KH.raised=5 Q1=Quỹ --of MS --received 10/04/2026 --replace Sửa --below
ketoan return foot --period 2026-Q1
ketoan return form 2026-Q1 --out {folder}/bieu.xlsx --of MS
ketoan return import {folder}/bieu.xlsx --period 2026-Q1 --received 10/04/2026 --replace Sửa
ketoan return list --period 2026-Q1
ketoan return missing 2026-Q1
ketoan return show 2026-Q1 --of MS
ketoan transfer differences --on 31/01/2026
ketoan transfer list --state sent
ketoan transfer order XA 1.000 --fund KH --day 22/01/2026 --account 112 --narration Giúp
ketoan transfer receive 1 --fund KH --day 23/01/2026 --account 112 --amount 1.000
ketoan transfer receive-from XA 1.000 --fund KH --day 23/01/2026 --account 112 --narration Về
thuquy transfer send 1 --day 22/01/2026 --fund-there KH
ketoan trial-balance --on 31/01/2026 --fund KH --known-at 2026-11-22
ketoan trial-balance --on 31/12/2025 --before-year-end
chutich unit dissolve CU --day 01/02/2026 --decision QĐ --part KH:MS:KH:1
quantri unit enter BM Bình --level commune --parent MS --founded 01/01/2026 --place Bản --parent-body UBND
quantri unit import {folder}/xa.csv --day 01/07/2026 --under MS
ketoan unit list --on 31/01/2026 --tree
quantri unit move XA MS --since 01/02/2026
quantri unit rename XA Mới --since 01/02/2026
quantri unit set receipt_title Giấy --since 01/01/2026
quantri unit share CU --to XA:5000 --to MS:5000
ketoan unit show XA --on 31/01/2026
quantri unit succeed XA --to MS:10000 --day 01/02/2026 --kind merge
ketoan verify --against {folder}/moc.txt --key {folder}/moc.txt.vkey
ketoan restore {folder}/b.khfund --overwrite --passphrase-file {folder}/p
ketoan statement publish 2026-01 --fund KH --of MS --earlier {folder}/s.json --out {folder}/public
chutich statement restricted 2026-01 --out {folder}/han-che.xlsx
ketoan recipient publish-codes 2026 --replace 1
ketoan upgrade --backup-dir {folder}/backups --passphrase-file {folder}/p
chutich voucher approve 2
thuquy voucher attach 2 {folder}/a.pdf
thuquy voucher cancel 2 --reason Nhầm
thuquy voucher draft PC --day 20/01/2026 --narration Giấy --posting 642:111:KH:120.000 --party An --address Bản --papers 1 --planned 1
ketoan voucher list --state draft
thuquy voucher post 1 --day 21/01/2026
ketoan voucher print 3 --out {folder}/pc.pdf
ketoan campaign deadlines TET
ketoan campaign decree TET
ketoan campaign gold-book TET --fund KH --days 2026 --band 1.000.000 --out {folder}/sv.pdf
ketoan campaign progress TET --on 31/01/2026 --out {folder}/td.pdf
ketoan dues list 2026
ketoan dues members XA 100 --year 2026 --source NQ
ketoan dues pass-on 1.000 --year 2026 --fund KH --day 31/01/2026 --to TW --bank 0123456789
ketoan dues rate 20.000 --since-year 2026 --source NQ
ketoan dues receive XA 10.000 --year 2026 --fund KH --day 31/01/2026 --bank 0123456789
ketoan dues receive XA --year 2026 --fund KH --line 2
ketoan dues shares base:50 province:50 --since-year 2026
ketoan letter list --days 2026 --limit 5
ketoan letter print --days 2026 --least 1.000 --limit 2 --day 31/01/2026 --out {folder}/thu.pdf
ketoan letter print --donation 1 --size A5 --out {folder}/thu.pdf
ketoan letter template {folder}/mau.txt --title Thư --since 01/01/2026 --ends 31/12/2026 --least 1.000
ketoan letter templates
ketoan pledge agree 1 --fund KH --amount 5.000 --every monthly --from 05/01/2026 --until 31/12/2026 --agreed 02/01/2026 --words Hứa
ketoan pledge agree 1 --fund KH --instalment 05/01/2026:5.000 --campaign TET --prefix KHCK26
ketoan pledge change 1 --amount 6.000 --since 01/01/2100 --words Tăng
ketoan pledge end 1 --reason died --since 01/01/2100 --words Tin
ketoan pledge link 1 --none KH
ketoan pledge link 1 --pledge 1
ketoan pledge list --on 31/01/2026 --campaign TET
ketoan pledge overdue --on 31/03/2026
ketoan pledge remind --on 31/03/2026 --pledge 1 --size A5 --out {folder}/nhac.pdf
ketoan pledge show 1 --on 31/01/2026
ketoan pledge unclear --on 31/01/2026
ketoan target list --year 2026
ketoan target report 2026
ketoan target set --level commune --year 2026 --measure members --growth 0,5 --base 1.000 --base-year 2025 --in-total --source NQ
ketoan target set --of MS --year 2026 --measure raised --amount 1.000.000 --per-unit --fund KH
ketoan confirmation issue 3 --days 2026 --representative Nam --position Giám --day 31/01/2026 --out {folder}/xn.pdf
ketoan confirmation issue 3 --donation 6 --out {folder}/xn.pdf
ketoan confirmation list --days 2026
ketoan confirmation print BBXN-2026-0001 --out {folder}/sao.pdf
ketoan confirmation void BBXN-2026-0001 --reason Nhầm
ketoan count confirm 1
thuquy count enter --notes 500.000:2 --account 111 --day 31/01/2026 --counter An:Hội --reason Thiếu --handling Bù
ketoan count list
ketoan count print 1 --out {folder}/kk.pdf
ketoantruong award allocate --round HB --minimum 5 --alternates 1 --keep-places
chutich award decide --round HB --number 12/QĐ --day 22/11/2026 --pay 22/11/2026
ketoan award list --round HB --what runs
ketoan award pass-over 1 --round HB --reason died --because Tin
ketoan award print minutes --round HB --number 03 --member Chủ --on 22/11/2026 --out {folder}/bb.docx
chutich award promote 1 --number 13 --day 22/11/2026 --pay 22/11/2026
ketoan award reasons --round HB --all
ketoan award reproduce --round HB
chutich award resume 1 --because Rõ --paper 1
chutich award revoke 1 --reason refused --because Đơn --paper 1
ketoan award show 1
chutich award suspend 1 --reason moved --because Đơn --paper 1
ketoan evidence confirm 1 --paper death_certificate --issuer UBND --number 12 --issued 05/01/2026 --from 05/01/2026 --until 31/12/2030 --seen-by An --seen-on 06/01/2026
ketoan evidence expiring --before 01/01/2030
ketoan evidence list 1 --limit 5
ketoan evidence state learner pupil --recipient 1 --recipient 2 --paper school_confirmation
ketoan evidence suggest 2 orphan one --words Bố-mất
ketoan evidence withdraw 1 --reason Nhầm --contradicted
ketoan recipient consent 1 publish_name --guardian 1 --day 03/01/2026 --until 31/12/2030 --paper Đơn
ketoan recipient correct 2 --name Vàng --kind student --born 01/02/2014 --sex male --village Bản --commune Xã --phone 0912345678 --reason Giấy
ketoan recipient correct 2 --born-year 2013
ketoan recipient decide 1 2 different --reason Khác
ketoan recipient duplicates --limit 5
ketoan recipient enrol 1 --school-year 2025-2026 --school THCS --grade 7 --class 7A --despite Đúng
ketoan recipient enter Nam --kind pupil --born 01/02/2013 --sex male --village Bản --commune Xã --phone 0912345678 --school TH
ketoan recipient enter Nam --born-year 2013
ketoan recipient guardian 2 Nam --relation mother --represents --raises --since 01/01/2026 --phone 0912345678 --address Bản
ketoan recipient guardian-end 1 1 --day 02/02/2026 --reason Mất
ketoan recipient list quang --limit 5
ketoan recipient merge 2 1 --reason Trùng
ketoan recipient payee 1 bank --bank BIDV --account 0123456789 --holder Nam --owner guardian --since 01/02/2026 --reason Đổi
ketoan recipient received 1 --until 31/12/2026
ketoan recipient show 1 --on 31/12/2026
ketoan recipient unmerge 3 --reason Nhầm
ketoan recipient withdraw-consent 1 --day 03/02/2026 --words Thôi
chutich year ask-reopen 2025 --reason Nhầm
ketoan year cap 2026
chutich year close 2025 --accept cash-count
ketoan year list
ketoan year opening 2027
ketoan year preview 2026
chutich year reopen 2025
ketoan sponsorship agree 1 --programme NE --rate 500.000 --from 9/2026 --grade 5 --school-year 2026-2027 --months-a-year 9 --month 9 --until 5/2030 --pay-day 5 --uncovered stop --donor 1 --payer 2 --correspondent 3 --share 33,33 --fund KH --agreed 01/09/2026 --agreement TT
ketoan sponsorship calendar 1 --on 31/12/2026 --out {folder}/lich.pdf
ketoan sponsorship check 1 --on 31/12/2026
ketoan sponsorship end 1 --reason other --day 01/12/2026 --words Nhầm
ketoan sponsorship event 1 resume --day 01/12/2026 --back-pay --words Khỏe
ketoan sponsorship join 1 --donor 2 --payer 1 --correspondent 3 --share 10 --from 10/2026 --until 12/2026 --words Góp
ketoan sponsorship letter 1 {folder}/thu.txt --on 31/12/2026 --out {folder}/thu.pdf
ketoan sponsorship list --on 31/12/2026
ketoan sponsorship overpaid
ketoan sponsorship rate 1 600.000 --since 1/2027 --words Tăng
ketoan sponsorship receive 1 1 --amount 1.000
ketoan sponsorship repeat 1 2027-2028 --words Ốm
ketoan sponsorship replace 1 1 --day 01/12/2026 --grade 6 --words Đi
ketoan sponsorship schedule 1
ketoan sponsorship share 1 --percent 50 --donor 2 --payer 1 --correspondent 3 --since 7/2028 --words Đổi
ketoan sponsorship show 1 --on 31/12/2026
ketoan sponsorship stop-sponsor 1 --since 1/2028 --reason other --words Thôi
ketoan sponsorship take-back 1 1 --reason Nhầm
ketoan sponsorship take-back-receipt 1 --reason Nhầm
chutich ballot cast HB --file {folder}/phieu.csv
chutich ballot cast HB --nomination 1 --mark hoc=8
chutich ballot close HB --reason Ốm
ketoan ballot open HB --ballots
chutich ballot relation --member ketoan --recipient 1 --kind kin --note Tin
chutich ballot rubric HB --line hoc:Học:1:10 --at-least 2
chutich ballot sheet HB --out {folder}/phieu.xlsx
ketoan ballot status HB
ketoan nomination add 1 --round HB --for BAN --school THCS --class 6A --category 2,6 --received 01/01/2026 --late-reason Lũ
ketoan nomination errors {folder}/saoke.csv --on 01/01/2026 --out {folder}/loi.xlsx
ketoan nomination import {folder}/saoke.csv --round HB --for BAN --received 01/01/2026 --late-reason Lũ --accept-problems --withdraw-vanished
ketoan nomination late --round HB --on 31/01/2026
ketoan nomination list --round HB --for BAN --all --limit 5
ketoan nomination preview {folder}/saoke.csv --round HB --for BAN --received 01/01/2026
ketoan nomination read {folder}/saoke.csv --on 01/01/2026
ketoan nomination show 1 --round HB
ketoan nomination template --round HB --for BAN --out {folder}/mau.xlsx
ketoan nomination withdraw 1 --round HB --code moved --reason Chuyển --day 02/01/2026
ketoan programme list
ketoan programme open VK2 Vượt --fund KH --kind award --account 6111 --rules cong-van-08-2023 --opened 01/01/2026
ketoan programme show VK
chutich round adopt HB --reason Sửa
chutich round amounts HB --nomination 1 --amount 5.000 --reason Mổ
chutich round amounts HB --set 1:500.000
chutich round cancel HB --reason Thôi
chutich round change HB --budget 5.000 --until 01/01/2027 --screen-until 02/01/2027 --vote-until 03/01/2027 --reason Thêm
chutich round changes HB --from 1 --to 2
chutich round close HB
chutich round explain HB --nomination 1 --run 1 --out {folder}/phieu.pdf
ketoan round list
chutich round open HB2 Đợt --programme VK --year 2026-2027 --budget 5.000 --until 01/01/2027 --as-of 01/01/2027 --screen-until 02/01/2027 --vote-until 03/01/2027 --fund KH --rules cong-van-08-2023 --goods Xe
chutich round quota HB --places BAN:5
chutich round reopen HB --reason Sót
ketoan round repeat HB --run 1
ketoan round results HB --run 1 --verdict met
chutich round screen HB
chutich round sheets HB --run 1 --out {folder}/phieu.pdf
ketoan round show HB --on 31/01/2026
""".splitlines()

HOSTILE = {
    "empty": "",
    "blank": "   ",
    "minus one": "-1",
    "nought": "0",
    "huge": "9" * 30,
    "beyond 64 bits": str(2**63),
    "10^18": str(10**18),
    "no number": "NaN",
    "exponent": "1e6",
    "first day": "01/01/0001",
    "last day": "31/12/9999",
    "no day": "31/02/2025",
    "long": "Ă" * 100_000,
    "longer than a column": "Ă" * 1_500,
    "longer than a file's name": "Ă" * 200,
    "NUL": "a\0b",
    "line break": "a\nb",
    "escape": "a\x1b[31mb",
    "right to left": "a\u202eb",
    "zero width": "a\u200bb",
    "surrogate": "a\udcffb",
    "Cyrillic а": "L\u0430n",
    "colons": ":::",
    "quote": "'; DROP TABLE entry; --",
    "format": "{facts} %s %(a)s",
    "folder": "/",
    "nowhere": "/proc/nowhere/at/all",  # not even root makes a folder there
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb.split()[1:3]))
def test_no_word_makes_a_command_fail_in_any_other_way_than_by_a_refusal(
    verb, begun: Shell, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)  # a word may be taken for a file
    findings = []
    login, *words = verb.format(folder=tmp_path).split()
    for place, word in enumerate(words):
        if place == 0 or word.startswith("--") or (place == 1 and word in NOUNS_VERBS):
            continue
        for name, hostile in HOSTILE.items():
            for tried in {hostile, *_inside(word, hostile)}:
                findings += _try(begun, login, [*words[:place], tried, *words[place + 1 :]], name)

    assert not findings, "\n" + "\n".join(findings)


NOUNS_VERBS = {line.split()[2] for line in VERBS if len(line.split()) > 2}


def test_every_command_is_tried():
    with click.Context(command_line, info_name="khfund") as context:
        commands = set(verbs(command_line, context))

    elsewhere = {"demo", "init"}  # make books of their own
    assert commands - elsewhere == {name_of(line.split()[1:3]) for line in VERBS}


def verbs(group: click.Group, context: click.Context, before: str = "") -> Iterator[str]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from verbs(found, context, f"{name} ")
        else:
            yield f"{before}{name}"


def name_of(words: list[str]) -> str:
    noun = command_line.get_command(click.Context(command_line), words[0])
    return " ".join(words) if isinstance(noun, click.Group) else words[0]


def _inside(word: str, hostile: str) -> set[str]:
    """The word with each of its parts replaced: KH:500.000 as hostile:500.000 and KH:hostile."""
    parts = word.split(":")
    return {":".join([*parts[:at], hostile, *parts[at + 1 :]]) for at in range(len(parts)) if len(parts) > 1}


def _try(khfund: Shell, login: str, words: list[str], name: str) -> list[str]:
    """What is wrong with how a command took hostile words."""
    content = Path(khfund.url).read_bytes()

    said = khfund("--json", *words, by=login)

    about = f"{name}: {[word[:60] for word in words]}: {said.code} {said.err[:300]!r}"
    if said.code == 0:
        Path(khfund.url).write_bytes(content)
        return []
    if said.code not in {2, 5} or said.out or Path(khfund.url).read_bytes() != content:
        return [about]
    error = json.loads(said.err)["error"]
    told = len(error["message"]) < 1500 and error["message"].isprintable()
    return [] if told and (said.code == 2 or error["rule"] == "file_unwritable") else [about]
