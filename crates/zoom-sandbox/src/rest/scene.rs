//! What every operation begins with: which account, which user, what was sent.

use std::sync::{RwLockReadGuard, RwLockWriteGuard};

use serde_json::{Map, Value};

use crate::{
    call::{Call, FieldRefusal, Reply},
    world::{Organisation, Plan, User, World},
};

/// A finished answer either way; `Err` is a refusal.
pub(super) type Answer = Result<Reply, Reply>;

/// The account a call is about: its own, or the sub-account where the path names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    Main,
    /// The one of this place among the sub-accounts.
    Sub(usize),
}

impl Account {
    /// From the path's `accountId`; `me` is the caller's own, as is a path without one.
    pub(super) fn of(world: &World, call: &Call<'_>) -> Result<Self, Reply> {
        match call.param("accountId") {
            "" | "me" => Ok(Self::Main),
            id if id == world.main().account.id => Ok(Self::Main),
            id => world
                .find_sub(id)
                .map(Self::Sub)
                .ok_or_else(|| Reply::error(404, 2001, &format!("Account does not exist: {id}."))),
        }
    }

    pub(super) fn read(self, world: &World) -> RwLockReadGuard<'_, Organisation> {
        match self {
            Self::Main => world.main(),
            Self::Sub(at) => world.sub(at),
        }
    }

    pub(super) fn write(self, world: &World) -> RwLockWriteGuard<'_, Organisation> {
        match self {
            Self::Main => world.main_mut(),
            Self::Sub(at) => world.sub_mut(at),
        }
    }
}

/// The account of a call, for reading.
pub(super) fn read<'w>(
    world: &'w World,
    call: &Call<'_>,
) -> Result<RwLockReadGuard<'w, Organisation>, Reply> {
    // The common case asks for no lock but the one it keeps.
    if call.param("accountId").is_empty() {
        return Ok(world.main());
    }
    Ok(Account::of(world, call)?.read(world))
}

/// The account of a call, for writing.
pub(super) fn write<'w>(
    world: &'w World,
    call: &Call<'_>,
) -> Result<RwLockWriteGuard<'w, Organisation>, Reply> {
    Ok(Account::of(world, call)?.write(world))
}

/// The instant of the call in seconds.
pub(super) fn now(call: &Call<'_>) -> i64 {
    call.now.as_second()
}

/// 404, code 1001.
pub(super) fn no_user(key: &str) -> Reply {
    Reply::error(404, 1001, &format!("User does not exist: {key}."))
}

/// The user the path names: an id, a mail address or `me`. An app without account-wide rights
/// reaches its own user only; any other id makes its token invalid, as Zoom puts it.
pub(super) fn user<'o>(of: &'o Organisation, call: &Call<'_>) -> Result<(u32, &'o User), Reply> {
    let key = call.param("userId");
    let wanted = if key == "me" {
        &*call.caller.user_id
    } else {
        key
    };
    let found = of.people.find(wanted).ok_or_else(|| no_user(key))?;
    if !call.caller.acts_on_account && *found.1.id != *call.caller.user_id {
        return Err(Reply::error(401, 124, "Invalid access token."));
    }
    Ok(found)
}

/// Refuses what is not part of a Free plan.
pub(super) fn paid(of: &Organisation) -> Result<(), Reply> {
    if of.account.plan == Plan::Free {
        let words = format!("Only available for Paid account: {}.", of.account.id);
        return Err(Reply::error(400, 200, &words));
    }
    Ok(())
}

/// Refuses dashboards below Business.
pub(super) fn dashboards(of: &Organisation) -> Result<(), Reply> {
    if of.account.plan.has_dashboards() {
        return Ok(());
    }
    Err(Reply::error(
        400,
        400,
        "This API is only available for ZMP and Business or higher accounts that have enabled the Dashboard feature.",
    ))
}

/// A JSON body read field by field, forgiving where Zoom is: `null` is absent, numbers and flags
/// may come as text.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) fields: Map<String, Value>,
    pub(super) refused: Vec<FieldRefusal>,
    prefix: String,
}

impl Sent {
    /// The body of a call.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Reply> {
        Ok(Self {
            fields: call.body()?,
            refused: Vec::new(),
            prefix: String::new(),
        })
    }

    /// An object within, whose fields are named `name.field` in refusals.
    pub(super) fn within(&mut self, name: &str) -> Option<Self> {
        match self.fields.get(name)? {
            Value::Null => None,
            Value::Object(fields) => Some(Self {
                fields: fields.clone(),
                refused: Vec::new(),
                prefix: format!("{}{name}.", self.prefix),
            }),
            _ => {
                self.refuse(name);
                None
            }
        }
    }

    /// Names a field as invalid.
    pub(super) fn refuse(&mut self, name: &str) {
        self.refused.push(FieldRefusal {
            field: format!("{}{name}", self.prefix),
            message: "Invalid field.".into(),
        });
    }

    /// Names a field as missing.
    pub(super) fn miss(&mut self, name: &str) {
        self.refused.push(FieldRefusal {
            field: format!("{}{name}", self.prefix),
            message: "Missing field.".into(),
        });
    }

    /// Whether a field was sent with a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|value| !value.is_null())
    }

    /// A text of at most `most` characters.
    pub(super) fn text(&mut self, name: &str, most: usize) -> Option<String> {
        let text = match self.fields.get(name)? {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => {
                self.refuse(name);
                return None;
            }
        };
        if text.chars().count() > most {
            self.refuse(name);
            return None;
        }
        Some(text)
    }

    /// A whole number within bounds.
    pub(super) fn number(
        &mut self,
        name: &str,
        bounds: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = match self.fields.get(name)? {
            Value::Null => return None,
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let fits = value.filter(|value| bounds.contains(value));
        if fits.is_none() {
            self.refuse(name);
        }
        fits
    }

    /// A flag.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        match self.fields.get(name)? {
            Value::Null => None,
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text == "true" || text == "false" => Some(text == "true"),
            _ => {
                self.refuse(name);
                None
            }
        }
    }

    /// A list.
    pub(super) fn list(&mut self, name: &str) -> Option<Vec<Value>> {
        match self.fields.get(name)? {
            Value::Null => None,
            Value::Array(list) => Some(list.clone()),
            _ => {
                self.refuse(name);
                None
            }
        }
    }

    /// Refuses the request when any field was refused.
    pub(super) fn settle(self) -> Result<(), Reply> {
        if self.refused.is_empty() {
            return Ok(());
        }
        Err(Reply::invalid(&self.refused))
    }
}
