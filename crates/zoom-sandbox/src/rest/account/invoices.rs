//! `GET /accounts/{accountId}/billing/invoices`: one a month, for the seats bought; the last one
//! is open until it is due.
//!
//! Prices are this world's own, in cents, so that sums are exact.

use jiff::{Span, civil::Date};
use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::scene::Answer,
    world::{Organisation, World, time},
};

const CURRENCY: &str = "EUR";
/// Cents for a licensed seat, a webinar seat, a room, a month each.
const PRICES: [(&str, u64); 3] = [
    ("Zoom Workplace Business", 1_833),
    ("Zoom Webinars 500", 6_900),
    ("Zoom Rooms", 4_158),
];
const TAX_PER_CENT: u64 = 21;

struct Invoice {
    date: Date,
    due: Date,
    items: Vec<(&'static str, u32, u64)>,
    open: bool,
}

#[derive(Serialize)]
struct List {
    currency: &'static str,
    invoices: Vec<Head>,
}

#[derive(Serialize)]
struct Head {
    id: String,
    invoice_number: String,
    invoice_date: String,
    due_date: String,
    target_date: String,
    status: &'static str,
    balance: f64,
    tax_amount: f64,
    total_amount: f64,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    head: Head,
    currency: &'static str,
    invoice_items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    charge_name: &'static str,
    charge_number: String,
    charge_type: &'static str,
    start_date: String,
    end_date: String,
    quantity: u32,
    tax_amount: f64,
    total_amount: f64,
}

/// Cents as Zoom's decimal amount.
fn amount(cents: u64) -> f64 {
    // Two decimals, far below the 2^53 cents where this would lose one.
    u32::try_from(cents).map_or(f64::MAX, f64::from) / 100.0
}

fn tax(cents: u64) -> u64 {
    cents * TAX_PER_CENT / 100
}

impl Invoice {
    /// The invoices of the last twelve months, newest first.
    fn all(of: &Organisation, now: i64) -> Vec<Self> {
        let today = time::date(now);
        let this_month = today.first_of_month();
        let quantities = [of.account.seats, 10, 8];
        let bought = if of.account.plan.has_add_ons() { 3 } else { 1 };
        (0..12)
            .filter_map(|back: i64| this_month.checked_sub(Span::new().months(back)).ok())
            .map(|date| {
                let due = date.checked_add(Span::new().days(21)).unwrap_or(date);
                let items = PRICES.iter().zip(quantities).take(bought);
                Self {
                    date,
                    due,
                    items: items
                        .map(|((name, price), count)| (*name, count, price * u64::from(count)))
                        .collect(),
                    open: due > today,
                }
            })
            .collect()
    }

    fn id(&self) -> String {
        format!("inv{}", self.date.strftime("%Y%m"))
    }

    fn head(&self) -> Head {
        let net: u64 = self.items.iter().map(|item| item.2).sum();
        let tax: u64 = self.items.iter().map(|item| tax(item.2)).sum();
        Head {
            id: self.id(),
            invoice_number: format!("INV{}", self.date.strftime("%Y%m%d")),
            invoice_date: self.date.to_string(),
            due_date: self.due.to_string(),
            target_date: self.date.to_string(),
            status: "Posted",
            balance: amount(if self.open { net + tax } else { 0 }),
            tax_amount: amount(tax),
            total_amount: amount(net + tax),
        }
    }
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let bound = |name: &str| call.query(name).and_then(time::parse_date);
    let (from, to) = (bound("from"), bound("to"));
    let invoices = Invoice::all(&of, scene::now(call))
        .iter()
        .filter(|one| {
            from.is_none_or(|from| one.date >= from) && to.is_none_or(|to| one.date <= to)
        })
        .map(Invoice::head)
        .collect();
    Ok(Reply::ok(&List {
        currency: CURRENCY,
        invoices,
    }))
}

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let wanted = call.param("invoiceId");
    let all = Invoice::all(&of, scene::now(call));
    let found = all.iter().find(|one| one.id() == wanted);
    let invoice = found
        .ok_or_else(|| Reply::error(400, 2001, &format!("InvoiceId does not exist: {wanted}.")))?;
    let items = invoice.items.iter().enumerate();
    Ok(Reply::ok(&Whole {
        head: invoice.head(),
        currency: CURRENCY,
        invoice_items: items
            .map(|(number, (name, quantity, cents))| Item {
                charge_name: name,
                charge_number: format!("C-{:04}", number + 1),
                charge_type: "Recurring",
                start_date: invoice.date.to_string(),
                end_date: invoice.date.last_of_month().to_string(),
                quantity: *quantity,
                tax_amount: amount(tax(*cents)),
                total_amount: amount(cents + tax(*cents)),
            })
            .collect(),
    }))
}
