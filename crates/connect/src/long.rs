//! The long columns of a credential set, taken apart once.
//!
//! Every call to Zoom asks for its token and so for its scopes: a thousand names where an app was
//! given everything, and the same again within the report of the last check. Their texts are
//! compared, which is quick, and read only where they changed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use store::Row;
use zoom_types::ScopeSet;

use crate::{CheckReport, ConnectionId, Result, SetKind, stored::json};

/// What was read of each set, with the texts that it was read from.
#[derive(Default)]
pub(crate) struct LongColumns(Mutex<HashMap<(ConnectionId, SetKind), Arc<Long>>>);

pub(crate) struct Long {
    texts: [Option<String>; 2],
    pub(crate) scopes: Option<ScopeSet>,
    pub(crate) report: Option<CheckReport>,
}

impl LongColumns {
    /// The scopes and the report of a row of `credential_sets`.
    pub(crate) fn read(&self, id: &ConnectionId, kind: SetKind, row: &Row) -> Result<Arc<Long>> {
        let texts = [row.opt_text("scopes")?, row.opt_text("report")?];
        let key = (id.clone(), kind);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(long) = known.get(&key).filter(|long| long.texts == texts) {
            return Ok(Arc::clone(long));
        }
        let [scopes, report] = &texts;
        let long = Arc::new(Long {
            scopes: scopes.as_deref().map(ScopeSet::parse),
            report: report
                .as_deref()
                .map(|report| json("report", report))
                .transpose()?,
            texts,
        });
        known.insert(key, Arc::clone(&long));
        Ok(long)
    }
}
