"""The comparison finds what it is for: proven on wrong bodies, without a simulator."""

import botocore.session
import pytest
import xml.etree.ElementTree as ElementTree

from wire_model import Comparison

SUMMARY = {
    "Id": "j-1",
    "Name": "a",
    "NormalizedInstanceHours": 1,
    "ClusterArn": "arn",
    "Status": {"State": "RUNNING", "StateChangeReason": {}, "Timeline": {"CreationDateTime": 1.5}},
}


def _json(summary):
    model = botocore.session.get_session().get_service_model("emr").operation_model("ListClusters")
    return list(Comparison("emr", "json").json(model.output_shape, {"Clusters": [summary]}, "$"))


def _xml(region):
    model = botocore.session.get_session().get_service_model("ec2").operation_model("DescribeRegions")
    text = f'<DescribeRegionsResponse xmlns="urn:x"><requestId>r</requestId>{region}</DescribeRegionsResponse>'
    return list(Comparison("ec2", "ec2").document(model, ElementTree.fromstring(text)))


def test_a_right_body_has_no_violation():
    assert _json(SUMMARY) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"Colour": "red"}, "Colour is unknown"),
        ({"NormalizedInstanceHours": "1"}, "should be a integer"),
        ({"NormalizedInstanceHours": True}, "should be a integer"),
        ({"OutpostArn": None}, "is null"),
        ({"Status": {**SUMMARY["Status"], "State": "SLEEPING"}}, "is no ClusterState"),
        ({"Status": {**SUMMARY["Status"], "Timeline": {"CreationDateTime": "2026-01-01"}}}, "should be a timestamp"),
        ({"Status": []}, "is no object"),
    ],
)
def test_a_wrong_member_is_found(change, complaint):
    (violation,) = _json({**SUMMARY, **change})
    assert complaint in violation


@pytest.mark.parametrize("member", sorted(SUMMARY))
def test_a_missing_member_is_found(member):
    (violation,) = _json({name: value for name, value in SUMMARY.items() if name != member})
    assert f"{member} always comes with" in violation


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<regions/>", "regions is unknown"),
        ("<regionInfo><member/></regionInfo>", "is a member, not a item"),
        ("<regionInfo><item><regionName>x</regionName></item></regionInfo>", "Endpoint always comes with"),
        ("<regionInfo/><regionInfo/>", "a member twice"),
    ],
)
def test_wrong_xml_is_found(body, complaint):
    assert any(complaint in violation for violation in _xml(body))
