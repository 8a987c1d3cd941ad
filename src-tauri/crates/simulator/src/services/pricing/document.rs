//! One product as the JSON text that the price list is made of.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::products::Product;

/// The codes that AWS uses everywhere for the term "on demand" and its price per unit.
const ON_DEMAND_TERM: &str = "JRTCKXETXF";
const ON_DEMAND_RATE: &str = "6YS6EN2CT7";

impl Product {
    /// The document of the product, as of the first day of the month.
    pub(super) fn document(&self, now: Timestamp) -> String {
        let sku = self.sku();
        let effective = now.strftime("%Y-%m-01T00:00:00Z").to_string();
        let attributes = self.attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into()));
        json!({
            "product": {
                "productFamily": self.family,
                "attributes": attributes.collect::<Map<String, Value>>(),
                "sku": sku,
            },
            "serviceCode": self.service_code,
            "terms": { "OnDemand": self.on_demand_term(&sku, &effective) },
            "version": now.strftime("%Y%m01000000").to_string(),
            "publicationDate": effective,
        })
        .to_string()
    }

    fn on_demand_term(&self, sku: &str, effective: &str) -> Value {
        let term = format!("{sku}.{ON_DEMAND_TERM}");
        let rate = format!("{term}.{ON_DEMAND_RATE}");
        let dimension = json!({
            "unit": self.unit,
            "endRange": "Inf",
            "description": self.description,
            "appliesTo": [],
            "rateCode": rate,
            "beginRange": "0",
            "pricePerUnit": { "USD": format!("{:.10}", self.usd) },
        });
        json!({
            term: {
                "priceDimensions": { rate: dimension },
                "sku": sku,
                "effectiveDate": effective,
                "offerTermCode": ON_DEMAND_TERM,
                "termAttributes": {},
            }
        })
    }

    /// Sixteen capitals and digits that depend on what the product is, not on its price.
    fn sku(&self) -> String {
        const DIGITS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut hash = Sha256::new();
        for (name, value) in &self.attributes {
            hash.update(name);
            hash.update([0]);
            hash.update(value);
            hash.update([0]);
        }
        hash.finalize().iter().take(16).map(|byte| char::from(DIGITS[usize::from(byte % 36)])).collect()
    }
}
