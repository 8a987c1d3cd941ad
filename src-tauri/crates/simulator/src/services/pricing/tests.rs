use std::collections::HashSet;

use super::*;

fn request(service: &str, filters: &[(&str, &str)]) -> GetProducts {
    let filters: Vec<Value> =
        filters.iter().map(|(field, value)| json!({ "Type": "TERM_MATCH", "Field": field, "Value": value })).collect();
    serde_json::from_value(json!({ "ServiceCode": service, "Filters": filters })).unwrap()
}

fn found(service: &str, filters: &[(&str, &str)]) -> Vec<&'static Product> {
    request(service, filters).matches().unwrap()
}

const LINUX_SHARED_USED: [(&str, &str); 4] =
    [("operatingSystem", "Linux"), ("tenancy", "Shared"), ("capacitystatus", "Used"), ("preInstalledSw", "NA")];

#[test]
fn one_product_is_left_when_the_query_says_all_that_it_must() {
    let mut filters = LINUX_SHARED_USED.to_vec();
    filters.extend([("instanceType", "m5.xlarge"), ("regionCode", "us-east-1")]);
    let products = found("AmazonEC2", &filters);
    assert_eq!(products.iter().map(|product| product.usd.to_string()).collect::<Vec<_>>(), ["0.192"]);
}

#[test]
fn every_instance_product_is_sold_on_demand_and_says_so() {
    let one = [("instanceType", "m5.xlarge"), ("regionCode", "us-east-1")];
    let count = |market: &str| found("AmazonEC2", &[one[0], one[1], ("marketoption", market)]).len();
    assert_eq!((count("OnDemand"), count("Spot")), (found("AmazonEC2", &one).len(), 0));
}

#[test]
fn a_query_that_forgets_the_capacity_gets_a_zero_too() {
    let products = found("AmazonEC2", &[("instanceType", "m5.xlarge"), ("location", "US East (N. Virginia)")]);
    assert_eq!(products.len(), 6);
    assert!(products.iter().any(|product| product.usd.is_zero()));
}

#[test]
fn the_emr_price_of_m5_is_a_quarter_of_its_ec2_price() {
    let products = found("ElasticMapReduce", &[("instanceType", "m5.xlarge"), ("regionCode", "us-west-2")]);
    assert_eq!(products[0].usd.to_string(), "0.048");
    assert_eq!(products[0].attribute("usagetype"), Some("USW2-BoxUsage:m5.xlarge"));
}

#[test]
fn the_unlisted_type_has_no_price_in_either_service() {
    assert!(found("AmazonEC2", &[("instanceType", "p3.2xlarge")]).is_empty());
    assert!(found("ElasticMapReduce", &[("instanceType", "p3.2xlarge")]).is_empty());
}

#[test]
fn volumes_are_priced_per_gigabyte_and_month() {
    let products =
        found("AmazonEC2", &[("productFamily", "Storage"), ("volumeApiName", "gp3"), ("regionCode", "eu-west-1")]);
    assert_eq!((products[0].unit, products[0].usd.to_string()), ("GB-Mo", "0.08".to_owned()));
    let iops = found("AmazonEC2", &[("productFamily", "System Operation"), ("regionCode", "eu-west-1")]);
    assert_eq!((iops.len(), iops[0].unit), (1, "IOPS-Mo"));
}

#[test]
fn every_product_has_its_own_sku() {
    let now = "2026-05-20T00:00:00Z".parse().unwrap();
    let mut skus = HashSet::new();
    for product in products::ec2().iter().chain(products::emr()) {
        let document: Value = serde_json::from_str(&product.document(now)).unwrap();
        let sku = document["product"]["sku"].as_str().unwrap().to_owned();
        let term = format!("{sku}.JRTCKXETXF");
        let price = &document["terms"]["OnDemand"][&term]["priceDimensions"][format!("{term}.6YS6EN2CT7")];
        assert!(price["pricePerUnit"]["USD"].as_str().unwrap().contains('.'), "{price}");
        assert!(skus.insert(sku), "{document}");
    }
}
