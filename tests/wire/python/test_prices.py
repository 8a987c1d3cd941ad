"""Prices and the spot market, as the Price List API and EC2 show them."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

LINUX = {"operatingSystem": "Linux", "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA"}


@pytest.fixture(scope="module")
def pricing(simulator):
    return simulator.client("pricing", region="us-east-1")


@pytest.mark.parametrize(
    ("kind", "region", "ec2", "emr"),
    [
        ("m5.xlarge", "us-east-1", "0.192", "0.048"),
        ("m4.large", "us-east-1", "0.10", "0.030"),
        ("m5.xlarge", "eu-west-1", "0.214", "0.048"),
    ],
)
def test_the_price_list_holds_the_real_prices(pricing, kind, region, ec2, emr):
    where = {"instanceType": kind, "regionCode": region}
    assert _prices(pricing, "AmazonEC2", **where, **LINUX) == [Decimal(ec2)]
    assert _prices(pricing, "ElasticMapReduce", **where, softwareType="EMR") == [Decimal(emr)]


def test_one_type_that_can_be_launched_has_no_price(stage, pricing):
    assert stage.ec2.describe_instance_types(InstanceTypes=["p3.2xlarge"])["InstanceTypes"]
    assert _prices(pricing, "AmazonEC2", instanceType="p3.2xlarge") == []
    assert _prices(pricing, "ElasticMapReduce", instanceType="p3.2xlarge") == []


def test_the_price_list_comes_in_pages_of_a_hundred(pricing):
    pages = list(pricing.get_paginator("get_products").paginate(ServiceCode="ElasticMapReduce"))
    assert len(pages) > 1 and all(len(page["PriceList"]) <= 100 for page in pages)
    skus = [json.loads(product)["product"]["sku"] for page in pages for product in page["PriceList"]]
    assert len(skus) == len(set(skus))


def test_volumes_have_a_price_per_gigabyte_and_month(pricing):
    where = {"regionCode": "us-east-1", "productFamily": "Storage", "volumeApiName": "gp2"}
    assert _prices(pricing, "AmazonEC2", **where) == [Decimal("0.10")]


def test_the_price_before_the_window_is_returned_too(stage):
    start = _now(stage) - timedelta(minutes=1)
    rows = _history(stage, start)
    zones = {zone["ZoneName"] for zone in stage.ec2.describe_availability_zones()["AvailabilityZones"]}
    assert {row["AvailabilityZone"] for row in rows if row["Timestamp"] <= start} == zones


def test_the_spot_history_is_whole_and_newest_first(stage):
    start = _now(stage) - timedelta(days=30)
    whole = _history(stage, start)
    assert [row["Timestamp"] for row in whole] == sorted((row["Timestamp"] for row in whole), reverse=True)
    key = lambda row: (row["AvailabilityZone"], row["Timestamp"], row["SpotPrice"])
    assert {key(row) for row in _history(stage, start, page=100)} >= {key(row) for row in whole}
    assert len({key(row) for row in whole}) == len(whole) > 100


def test_spot_prices_stay_below_on_demand(stage):
    rows = _history(stage, _now(stage) - timedelta(days=90))
    assert all(Decimal("0") < Decimal(row["SpotPrice"]) <= Decimal("0.192") for row in rows)


def test_at_least_thirty_types_have_a_spot_market(stage):
    rows = stage.ec2.describe_spot_price_history(StartTime=_now(stage), ProductDescriptions=["Linux/UNIX"])
    assert len({row["InstanceType"] for row in rows["SpotPriceHistory"]}) >= 30


def _history(stage, start, page=1000):
    pages = stage.ec2.get_paginator("describe_spot_price_history").paginate(
        StartTime=start,
        InstanceTypes=["m5.xlarge"],
        ProductDescriptions=["Linux/UNIX"],
        PaginationConfig={"PageSize": page},
    )
    return [row for page in pages for row in page["SpotPriceHistory"]]


def _now(stage):
    """The simulator's time: its clock runs faster than ours, so its answers are asked for it."""
    answer = stage.ec2.describe_regions(RegionNames=["us-east-1"])
    date = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
    return datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=timezone.utc)


def _prices(pricing, service, **attributes):
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in attributes.items()]
    pages = pricing.get_paginator("get_products").paginate(ServiceCode=service, Filters=filters)
    products = [json.loads(product) for page in pages for product in page["PriceList"]]
    return [_on_demand(product) for product in products]


def _on_demand(product):
    (term,) = product["terms"]["OnDemand"].values()
    (dimension,) = term["priceDimensions"].values()
    return Decimal(dimension["pricePerUnit"]["USD"])
