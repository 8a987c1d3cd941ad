//! The Price List API. Its answers are JSON texts inside JSON, one for each product.

use crate::convert::usd;
use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session, client_builder};
use async_trait::async_trait;
use aws_sdk_pricing::Client;
use aws_sdk_pricing::types::{Filter, FilterType};
use emberwatch_cloud::{CloudError, Prices};
use emberwatch_domain::account::Region;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

const PRODUCTS: Call = Call { api: Api::Pricing, operation: "GetProducts", action: "pricing:GetProducts" };
/// The API exists in three regions only and knows the prices of all.
/// <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html>
const PRICING_REGION: &str = "us-east-1";
/// The filters leave one product, or a handful; a listing that never ends is not followed.
const MOST_PAGES: usize = 5;

pub(crate) struct PriceList(Connection<Client>);

impl PriceList {
    pub(crate) fn new(session: Arc<Session>) -> Self {
        Self(Connection::new(session, Region::from(PRICING_REGION), connect))
    }
}

#[async_trait]
impl Prices for PriceList {
    async fn list_price(&self, region: &Region, item: &PriceItem) -> Result<Option<Usd>, CloudError> {
        let query = Query::of(region, item);
        let mut next = None;
        for _ in 0..MOST_PAGES {
            let request = |client: Client| {
                client
                    .get_products()
                    .service_code(query.service_code)
                    .set_filters(Some(query.filters.clone()))
                    .format_version("aws_v1")
                    .set_next_token(next.clone())
                    .send()
            };
            let output = self.0.read(&PRODUCTS, request).await?;
            if let Some(price) = price(&output.price_list.unwrap_or_default(), item)? {
                return Ok(Some(price));
            }
            next = output.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                break;
            }
        }
        Ok(None)
    }
}

fn connect(live: &Live, region: &Region) -> Client {
    Client::from_conf(client_builder!(aws_sdk_pricing, Api::Pricing, live, region).build())
}

struct Query {
    service_code: &'static str,
    filters: Vec<Filter>,
}

impl Query {
    fn of(region: &Region, item: &PriceItem) -> Self {
        let (service_code, fields): (_, Vec<(&str, &str)>) = match item {
            PriceItem::Ec2(kind) => (
                "AmazonEC2",
                vec![
                    ("instanceType", kind.as_str()),
                    ("operatingSystem", "Linux"),
                    ("tenancy", "Shared"),
                    ("preInstalledSw", "NA"),
                    ("capacitystatus", "Used"),
                    ("marketoption", "OnDemand"),
                ],
            ),
            PriceItem::Emr(kind) => {
                ("ElasticMapReduce", vec![("instanceType", kind.as_str()), ("softwareType", "EMR")])
            }
            PriceItem::EbsStorage(kind) => ("AmazonEC2", vec![("volumeApiName", kind), ("productFamily", "Storage")]),
            PriceItem::EbsIops(kind) => {
                ("AmazonEC2", vec![("volumeApiName", kind), ("productFamily", "System Operation")])
            }
        };
        let all = fields.into_iter().chain([("regionCode", region.as_str())]);
        Self { service_code, filters: all.filter_map(|(field, value)| term(field, value)).collect() }
    }
}

fn term(field: &str, value: &str) -> Option<Filter> {
    Filter::builder().r#type(FilterType::TermMatch).field(field).value(value).build().ok()
}

#[derive(Deserialize)]
struct Product {
    product: Option<ProductDescription>,
    terms: Option<Terms>,
}

#[derive(Deserialize)]
struct ProductDescription {
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Terms {
    #[serde(rename = "OnDemand", default)]
    on_demand: BTreeMap<String, Term>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Term {
    #[serde(default)]
    price_dimensions: BTreeMap<String, Dimension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dimension {
    begin_range: Option<String>,
    #[serde(default)]
    price_per_unit: BTreeMap<String, String>,
}

/// The first product that fits. A text that is no JSON is an error, not a missing price.
fn price(products: &[String], item: &PriceItem) -> Result<Option<Usd>, CloudError> {
    for text in products {
        let product: Product = serde_json::from_str(text).map_err(|error| CloudError::Unexpected {
            operation: PRODUCTS.operation,
            message: format!("the {item} could not be read"),
            source: Some(Arc::new(error)),
        })?;
        if let Some(price) = product.price(item) {
            return Ok(Some(price));
        }
    }
    Ok(None)
}

impl Product {
    fn price(&self, item: &PriceItem) -> Option<Usd> {
        let group = self.product.as_ref().and_then(|product| product.attributes.get("group"));
        // Higher tiers of IOPS are products of their own, and dearer volumes than EMR uses.
        if matches!(item, PriceItem::EbsIops(_)) && group.is_some_and(|group| group != "EBS IOPS") {
            return None;
        }
        let dimensions = self.terms.as_ref()?.on_demand.values().flat_map(|term| term.price_dimensions.values());
        // Prices by amount begin at zero; what comes after is a discount for large amounts.
        let first = dimensions.filter(|dimension| dimension.begin_range.as_deref().is_none_or(|begin| begin == "0"));
        // The list has products of no price, such as a place that was paid for before; no instance is free.
        let may_be_zero = matches!(item, PriceItem::EbsStorage(_) | PriceItem::EbsIops(_));
        let mut prices = first.filter_map(|dimension| usd(dimension.price_per_unit.get("USD")?));
        prices.find(|price| may_be_zero || *price != Usd::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEM: fn() -> PriceItem = || PriceItem::Ec2("m5.xlarge".into());

    fn product(group: &str, begin: &str, usd: &str) -> String {
        format!(
            r#"{{"product":{{"attributes":{{{group}}}}},"terms":{{"OnDemand":{{"S.T":{{"priceDimensions":
               {{"S.T.D":{{"unit":"Hrs","beginRange":"{begin}","pricePerUnit":{{{usd}}}}}}}}}}}}}}}"#
        )
    }

    fn found(products: &[String], item: &PriceItem) -> Option<String> {
        price(products, item).unwrap().map(|usd| usd.to_string())
    }

    #[test]
    fn the_price_of_the_first_amount_is_the_price() {
        let products = [product("", "10", r#""USD":"0.1""#), product("", "0", r#""USD":"0.1920000000""#)];
        assert_eq!(found(&products, &ITEM()).as_deref(), Some("0.192"));
    }

    #[test]
    fn no_product_and_no_dollar_price_are_unknown_and_not_zero() {
        assert_eq!(found(&[], &ITEM()), None);
        assert_eq!(found(&[product("", "0", r#""CNY":"1""#), "{}".into()], &ITEM()), None);
    }

    #[test]
    fn a_price_of_zero_is_no_instance_price_but_may_be_a_volume_price() {
        let products = [product("", "0", r#""USD":"0.0000000000""#), product("", "0", r#""USD":"0.048""#)];
        for item in [ITEM(), PriceItem::Emr("m5.xlarge".into())] {
            assert_eq!(found(&products, &item).as_deref(), Some("0.048"), "{item}");
            assert_eq!(found(&products[..1], &item), None, "{item}");
        }
        assert_eq!(found(&products, &PriceItem::EbsIops("gp3".into())).as_deref(), Some("0"));
    }

    #[test]
    fn only_what_is_sold_on_demand_is_asked_for() {
        let query = Query::of(&Region::new("eu-west-1"), &ITEM());
        let sold = query.filters.iter().find(|filter| filter.field() == "marketoption");
        assert_eq!(sold.map(Filter::value), Some("OnDemand"));
    }

    #[test]
    fn iops_of_a_higher_tier_are_another_product() {
        let products = [
            product(r#""group":"EBS IOPS Tier 2""#, "0", r#""USD":"0.04""#),
            product(r#""group":"EBS IOPS""#, "0", r#""USD":"0.065""#),
        ];
        assert_eq!(found(&products, &PriceItem::EbsIops("io1".into())).as_deref(), Some("0.065"));
    }

    #[test]
    fn a_text_that_is_no_json_names_the_call() {
        let error = price(&["<html>".to_owned()], &ITEM()).unwrap_err();
        assert_eq!(error.to_string(), "GetProducts: the EC2 price of m5.xlarge could not be read");
    }
}
