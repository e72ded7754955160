"""How an office is set up by variables of the environment."""

import pytest

from admin.config import Config, SettingUnclearError


def test_an_office_without_variables_serves_the_usual_file_on_this_machine_by_https():
    assert Config.from_environment({}) == Config("khfund.sqlite")


def test_every_setting_may_be_said_by_a_variable():
    said = {
        "KHFUND_DB": "postgresql://app@db/khfund",
        "KHFUND_OWNER_DB": "postgresql://owner@db/khfund",
        "KHFUND_OFFICE_DB": "postgresql://app@db/office",
        "KHFUND_HOSTS": "quy.example.vn, so.example.vn",
        "KHFUND_PROXIES": "1",
        "KHFUND_HTTPS": "0",
    }
    assert Config.from_environment(said) == Config(
        "postgresql://app@db/khfund",
        "postgresql://owner@db/khfund",
        "postgresql://app@db/office",
        hosts=("quy.example.vn", "so.example.vn", "localhost", "127.0.0.1"),
        proxies=1,
        secure=False,
    )


def test_settings_that_are_handed_on_to_another_process_come_out_the_same():
    config = Config("so.db", store="vp.db", hosts=("a.vn", "localhost", "127.0.0.1"), proxies=2, secure=False)
    assert Config.from_environment(config.environment()) == config


@pytest.mark.parametrize("name", ["KHFUND_PROXIES", "KHFUND_HTTPS"])
def test_a_setting_that_is_no_number_is_refused(name):
    with pytest.raises(SettingUnclearError) as refused:
        Config.from_environment({name: "có"})
    assert str(refused.value) == f"Không hiểu {name}=có; hãy viết 0…9."
