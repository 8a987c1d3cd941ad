//! The table `price`: the price list's answers, a new row whenever one changed.

use crate::columns::{decimal, micros, time, usd, word};
use crate::error::Problem;
use emberwatch_domain::account::{Realm, Region};
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

pub fn record(
    tx: &Transaction<'_>,
    realm: Realm,
    region: &Region,
    item: &PriceItem,
    quote: Quote,
) -> Result<(), Problem> {
    let (realm, (kind, name), price) = (word(&realm)?, key(item), quote.price.map(decimal));
    let last: Option<(i64, Option<String>)> = tx
        .prepare_cached(
            "SELECT number, usd FROM price WHERE realm = ?1 AND region = ?2 AND kind = ?3 AND name = ?4
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row(params![realm, region.as_str(), kind, name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match last {
        Some((number, known)) if known == price => {
            tx.prepare_cached("UPDATE price SET as_of = ?2 WHERE number = ?1 AND as_of <> ?2")?
                .execute(params![number, micros(quote.as_of)])?;
        }
        _ => {
            tx.prepare_cached(
                "INSERT INTO price (realm, region, kind, name, usd, since, as_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            )?
            .execute(params![realm, region.as_str(), kind, name, price, micros(quote.as_of)])?;
        }
    }
    Ok(())
}

/// The last answer about every item.
pub fn book(tx: &Transaction<'_>, realm: Realm) -> Result<PriceBook, Problem> {
    book_at(tx, realm, Timestamp::MAX)
}

/// The last answer by then; the first one for what was asked only later.
pub fn book_at(tx: &Transaction<'_>, realm: Realm, at: Timestamp) -> Result<PriceBook, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT region, kind, name, usd, as_of FROM price
         WHERE number IN (SELECT coalesce(max(number) FILTER (WHERE since <= ?2), min(number))
                          FROM price WHERE realm = ?1 GROUP BY region, kind, name)",
    )?;
    let mut rows = statement.query(params![word(&realm)?, micros(at)])?;
    let mut book = PriceBook::default();
    while let Some(row) = rows.next()? {
        // A kind that a newer version has added is none of this one's business.
        if let Some(item) = item(row)? {
            let price = row.get::<_, Option<String>>(3)?.map(|text| usd(&text)).transpose()?;
            let region = Region::new(row.get::<_, String>(0)?);
            book.record(&region, item, Quote { price, as_of: time(row.get(4)?)? });
        }
    }
    Ok(book)
}

fn key(item: &PriceItem) -> (&'static str, &str) {
    match item {
        PriceItem::Ec2(instance_type) => ("ec2", instance_type.as_str()),
        PriceItem::Emr(instance_type) => ("emr", instance_type.as_str()),
        PriceItem::EbsStorage(volume_type) => ("ebs_storage", volume_type),
        PriceItem::EbsIops(volume_type) => ("ebs_iops", volume_type),
    }
}

fn item(row: &Row<'_>) -> Result<Option<PriceItem>, Problem> {
    let name: String = row.get(2)?;
    Ok(match row.get::<_, String>(1)?.as_str() {
        "ec2" => Some(PriceItem::Ec2(name.as_str().into())),
        "emr" => Some(PriceItem::Emr(name.as_str().into())),
        "ebs_storage" => Some(PriceItem::EbsStorage(name)),
        "ebs_iops" => Some(PriceItem::EbsIops(name)),
        _ => None,
    })
}
