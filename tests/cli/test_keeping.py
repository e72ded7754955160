"""What a timer calls each night and each week: a copy is kept in a folder, the newest one is restored for a trial."""


def test_a_nightly_copy_is_kept_tried_and_listed(on_a_file, tmp_path):
    folder = tmp_path / "sao-luu"

    taken = on_a_file.json("backups", "take", "--dir", folder)
    tried = on_a_file("backups", "try", "--dir", folder)
    listed = on_a_file.json("backups", "list", "--dir", folder)["items"]

    assert taken["last_command"] == 2
    assert (tried.code, tried.out.endswith("và kiểm tra: dùng được.\n")) == (0, True)
    assert [(one["name"], one["size"]) for one in listed] == [
        (taken["file"].rpartition("/")[2], taken["size"])
    ]
    assert listed[0]["tried"]


def test_a_folder_without_a_copy_has_nothing_to_try(on_a_file, tmp_path):
    said = on_a_file("backups", "try", "--dir", tmp_path)

    assert said.code == 2
    assert said.err
