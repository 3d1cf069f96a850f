//! What Zoom bills, and what is still to be paid.

use jiff::{civil::Date, tz::TimeZone};
use zoom_types::accounts::{Invoice, InvoiceList};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, tally},
    sources::{ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "billing",
    layer: Layer::Account,
    title: "Billing",
    question: "Which invoices are unpaid, and is one overdue?",
    needs: &[needs(
        "GET /accounts/{accountId}/billing/invoices",
        "the invoices of the last twelve months",
    )],
    period_seconds: 43_200,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("number", "Invoice", ColumnKind::Text),
        column("date", "Date", ColumnKind::Time),
        column("due", "Due", ColumnKind::Time),
        column("state", "State", ColumnKind::Text),
        column("total", "Amount", ColumnKind::Number),
        column("tax", "Tax", ColumnKind::Number),
        column("balance", "Still to pay", ColumnKind::Number),
        column("currency", "Currency", ColumnKind::Text),
    ],
    caveats: &[
        "Zoom shows invoices of paid accounts only, and not of sub-accounts that pay themselves.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_invoices_balance",
        "Still to pay",
        Unit::Money,
        "Sum of what is still to be paid on all invoices of the last twelve months.",
    )
    .by("currency", 3),
    measure(
        "zoom_invoices_overdue",
        "Overdue invoices",
        Unit::Count("invoices"),
        "Invoices with something still to pay whose due date has passed.",
    )
    .under(1.0, 2.0, 3.0),
    measure(
        "zoom_invoices",
        "Invoices",
        Unit::Count("invoices"),
        "Invoices of the last twelve months by Zoom's state.",
    )
    .by("state", 8),
    measure(
        "zoom_invoices_amount",
        "Amount of invoices",
        Unit::Money,
        "Sum of all invoices of the last twelve months.",
    )
    .by("currency", 3),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let today = sources.now().to_zoned(TimeZone::UTC).date();
    let from = today.saturating_sub(jiff::Span::new().years(1));
    let list: InvoiceList = sources
        .get(
            "GET /accounts/{accountId}/billing/invoices",
            &[("accountId", sources.account())],
            &[("from", from.to_string()), ("to", today.to_string())],
        )
        .await?;
    Ok(reduce(&list, today))
}

/// From the invoices to figures and rows.
pub(crate) fn reduce(list: &InvoiceList, today: Date) -> Reading {
    let mut reading = Reading::default();
    let currency = list
        .currency
        .as_deref()
        .filter(|c| !c.is_empty())
        .unwrap_or("unknown");
    let sum =
        |amount: fn(&Invoice) -> Option<f64>| list.invoices.iter().filter_map(amount).sum::<f64>();
    reading.put_by(
        "zoom_invoices_balance",
        currency,
        sum(|invoice| invoice.balance),
    );
    reading.put_by(
        "zoom_invoices_amount",
        currency,
        sum(|invoice| invoice.total_amount),
    );
    let overdue = list
        .invoices
        .iter()
        .filter(|invoice| is_overdue(invoice, today))
        .count();
    reading.put("zoom_invoices_overdue", crate::reading::count(overdue));
    let states = list
        .invoices
        .iter()
        .map(|i| i.status.as_deref().unwrap_or("unknown"));
    for (state, invoices) in tally(states, 7) {
        reading.put_by("zoom_invoices", state, invoices);
    }
    let mut newest_first: Vec<&Invoice> = list.invoices.iter().collect();
    newest_first.sort_by(|one, other| other.invoice_date.cmp(&one.invoice_date));
    for invoice in newest_first {
        reading.row(vec![
            Cell::from(invoice.invoice_number.clone()),
            invoice.invoice_date.clone().into(),
            invoice.due_date.clone().into(),
            invoice.status.clone().into(),
            invoice.total_amount.into(),
            invoice.tax_amount.into(),
            invoice.balance.into(),
            currency.into(),
        ]);
    }
    reading
}

fn is_overdue(invoice: &Invoice, today: Date) -> bool {
    let due: Option<Date> = invoice.due_date.as_deref().and_then(|due| due.parse().ok());
    invoice.balance.is_some_and(|balance| balance > 0.0) && due.is_some_and(|due| due < today)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::{labelled, value};

    #[test]
    fn an_invoice_is_overdue_when_its_day_has_passed_and_something_is_left_to_pay() {
        let list = json!({"currency": "USD", "invoices": [
            {"invoice_number": "1", "status": "Posted", "due_date": "2026-11-20",
             "total_amount": 100.0, "balance": 40.0, "invoice_date": "2026-10-20"},
            {"invoice_number": "2", "status": "Posted", "due_date": "2026-11-20",
             "total_amount": 100.0, "balance": 0.0, "invoice_date": "2026-11-01"},
            {"invoice_number": "3", "status": "Draft", "due_date": "2026-11-21",
             "total_amount": 100.0, "balance": 100.0}
        ]});
        let list = serde_json::from_value(list).unwrap();
        let reading = reduce(&list, "2026-11-21".parse().unwrap());
        assert_eq!(value(&reading, "zoom_invoices_overdue"), Some(1.0));
        assert_eq!(
            labelled(&reading, "zoom_invoices_balance"),
            [("USD", 140.0)]
        );
        assert_eq!(
            labelled(&reading, "zoom_invoices"),
            [("Posted", 2.0), ("Draft", 1.0)]
        );
        assert_eq!(reading.rows[0][0], "2".into());
    }
}
