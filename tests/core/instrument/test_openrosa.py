"""OpenRosa's XML, as phones read it."""

from defusedxml import ElementTree

from basira.core.instrument.openrosa import ListedFile, ListedForm, answer, form_list, manifest


def test_a_form_list_names_a_manifest_only_where_there_is_media():
    one = ListedForm("a<b", "زيارة & تجربة", "1", "md5:1", "http://h/a.xml", None)
    two = ListedForm("b", "B", "2", "md5:2", "http://h/b.xml", "http://h/b/manifest")
    root = ElementTree.fromstring(form_list([one, two]))
    space = "{http://openrosa.org/xforms/xformsList}"
    assert [form.findtext(f"{space}name") for form in root] == ["زيارة & تجربة", "B"]
    assert [form.findtext(f"{space}manifestUrl") for form in root] == [None, "http://h/b/manifest"]


def test_a_manifest_lists_files():
    root = ElementTree.fromstring(manifest([ListedFile("missions.csv", "md5:1", "http://h/m")]))
    assert root[0][0].text == "missions.csv"


def test_an_answer_is_escaped_and_says_whether_it_failed():
    told = ElementTree.fromstring(answer("<b>لا\x01</b>", failed=True))[0]
    assert (told.text, told.get("nature")) == ("<b>لا�</b>", "error")
    assert ElementTree.fromstring(answer("شكرًا"))[0].get("nature") == "submit_success"
