//! What watching asks of AWS, and what AWS bills for being asked.

use crate::account::Place;
use crate::money::{Estimate, Usd};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::ops::AddAssign;

/// What is counted apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallKey {
    pub place: Place,
    /// As signatures name it, such as `elasticmapreduce`.
    pub service: String,
    pub operation: String,
}

/// How many requests left, and what became of those that were not answered with a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them, every try of a call included.
    pub sent: u64,
    pub throttled: u64,
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.throttled += other.throttled;
        self.failed += other.failed;
    }
}

/// What AWS bills for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tariff {
    Free,
    PerRequest(Usd),
}

/// `None`: nothing is known here of such calls, so they are not called free.
pub fn tariff(service: &str) -> Option<Tariff> {
    match service {
        // Reading these is bounded by their rate and billed to nobody.
        "elasticmapreduce" | "ec2" | "iam" | "sts" | "pricing" | "sso" | "sso-oauth" => Some(Tariff::Free),
        // <https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/>: each page is a request.
        "ce" => Some(Tariff::PerRequest(Usd::new(dec!(0.01)))),
        _ => None,
    }
}

/// What so many requests cost. Whether AWS bills a refused one is not documented, so all are counted.
pub fn cost(key: &CallKey, tally: Tally) -> Estimate {
    let mut estimate = Estimate::default();
    match tariff(&key.service) {
        _ if tally.sent == 0 => {}
        Some(Tariff::Free) => {}
        Some(Tariff::PerRequest(price)) => estimate.known = price * Decimal::from(tally.sent),
        None => estimate.add_unknown(format!("the price of {} {}", key.service, key.operation)),
    }
    estimate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(service: &str) -> CallKey {
        let place = Place { account: "1".into(), region: "us-east-1".into() };
        CallKey { place, service: service.to_owned(), operation: "GetIt".to_owned() }
    }

    fn told(service: &str, sent: u64) -> (String, bool) {
        let estimate = cost(&key(service), Tally { sent, ..Tally::default() });
        (estimate.known.total_text(), estimate.is_complete())
    }

    #[test]
    fn what_watching_asks_every_minute_is_free_and_cost_explorer_is_not() {
        assert_eq!(told("elasticmapreduce", 10_000), ("0.00".to_owned(), true));
        assert_eq!(told("ce", 4), ("0.04".to_owned(), true));
    }

    #[test]
    fn a_price_that_nobody_wrote_down_is_unknown_and_not_zero() {
        assert_eq!(told("monitoring", 1), ("0.00".to_owned(), false));
        assert_eq!(told("monitoring", 0), ("0.00".to_owned(), true));
    }
}
