"""The bill, as Cost Explorer shows it; every answer is held against botocore's model (`wire_model`)."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

JOB_FLOW_ID = "aws:elasticmapreduce:job-flow-id"
PAYER = "analytics-prod"
UNTAGGED = "sandbox"


@pytest.fixture(scope="module")
def today(simulator):
    headers = simulator.client("sts", region="us-east-1").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
    return datetime.strptime(headers["date"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=timezone.utc).date()


@pytest.fixture
def explorer(simulator):
    return lambda profile=PAYER: simulator.client("ce", profile, "us-east-1")


def period(today, first, last):
    """From so many days ago until so many days ago, exclusively."""
    return {"Start": str(today - timedelta(days=first)), "End": str(today - timedelta(days=last))}


def by(*keys):
    return [{"Type": "TAG" if key == JOB_FLOW_ID else "DIMENSION", "Key": key} for key in keys]


def usage(client, time_period, **more):
    request = {"TimePeriod": time_period, "Granularity": "DAILY", "Metrics": ["UnblendedCost"], **more}
    pages = [client.get_cost_and_usage(**request)]
    while token := pages[-1].get("NextPageToken"):
        pages.append(client.get_cost_and_usage(**request, NextPageToken=token))
    return [result for page in pages for result in page["ResultsByTime"]]


def total(results):
    amounts = [result["Total"] for result in results if result["Total"]]
    amounts += [group["Metrics"] for result in results for group in result["Groups"]]
    return sum(Decimal(amount["UnblendedCost"]["Amount"]) for amount in amounts)


def test_every_way_to_tell_costs_apart_adds_up_to_the_same(explorer, today):
    days = period(today, 5, 3)
    whole = total(usage(explorer(), days))
    assert whole > 0
    for keys in (["SERVICE"], ["REGION", "USAGE_TYPE"], ["RECORD_TYPE"], ["LINKED_ACCOUNT"], [JOB_FLOW_ID]):
        assert abs(total(usage(explorer(), days, GroupBy=by(*keys))) - whole) < Decimal("0.0001"), keys


def test_every_metric_is_told_by_day_and_by_month(explorer, today):
    metrics = [
        "AmortizedCost",
        "BlendedCost",
        "NetAmortizedCost",
        "NetUnblendedCost",
        "NormalizedUsageAmount",
        "UnblendedCost",
        "UsageQuantity",
    ]
    for granularity in ("DAILY", "MONTHLY"):
        results = usage(explorer(), period(today, 40, 2), Granularity=granularity, Metrics=metrics)
        assert all(set(result["Total"]) == set(metrics) for result in results)


def test_the_last_two_days_are_estimates(explorer, today):
    results = usage(explorer(), period(today, 3, -1))
    assert [result["Estimated"] for result in results] == [False, False, True, True]


def test_the_payer_sees_all_accounts_and_the_others_themselves(simulator, explorer, today):
    keys = {
        profile: {group["Keys"][0] for group in usage(explorer(profile), period(today, 4, 3), GroupBy=by("LINKED_ACCOUNT"))[0]["Groups"]}
        for profile in simulator.profiles()
    }
    assert keys[PAYER] == set().union(*keys.values()) and len(keys[PAYER]) == 3
    assert all(len(seen) == 1 for profile, seen in keys.items() if profile != PAYER)


def test_values_and_tags_are_listed(explorer, today):
    days = period(today, 4, 3)
    services = explorer().get_dimension_values(TimePeriod=days, Dimension="SERVICE")
    assert "Amazon Elastic MapReduce" in {value["Value"] for value in services["DimensionValues"]}
    assert JOB_FLOW_ID in explorer().get_tags(TimePeriod=days)["Tags"]
    assert explorer(UNTAGGED).get_tags(TimePeriod=days)["Tags"] == []


def test_a_forecast_lies_within_its_bounds(explorer, today):
    answer = explorer().get_cost_forecast(
        TimePeriod=period(today, 0, -30), Metric="UNBLENDED_COST", Granularity="MONTHLY", PredictionIntervalLevel=90
    )
    for result in answer["ForecastResultsByTime"]:
        low, high = result["PredictionIntervalLowerBound"], result["PredictionIntervalUpperBound"]
        assert Decimal(low) < Decimal(result["MeanValue"]) < Decimal(high)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Granularity": "HOURLY"}, "ValidationException"),
        ({"TimePeriod": {"Start": "2001-01-01", "End": "2001-01-02"}}, "ValidationException"),
        ({"NextPageToken": "nonsense"}, "InvalidNextTokenException"),
    ],
)
def test_a_wrong_question_is_refused_in_the_words_of_the_model(explorer, today, change, code):
    client = explorer()
    request = {"TimePeriod": period(today, 4, 3), "Granularity": "DAILY", "Metrics": ["UnblendedCost"], **change}
    with pytest.raises(client.exceptions.ClientError) as refused:
        client.get_cost_and_usage(**request)
    assert refused.value.response["Error"]["Code"] == code
