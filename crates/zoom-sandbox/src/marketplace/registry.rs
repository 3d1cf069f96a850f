//! The apps, found by id and by client id.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::marketplace::{App, MarketplaceError};

/// Every app of the emulated Marketplace, in the order they were made.
#[derive(Debug, Default)]
pub(crate) struct Registry(RwLock<Vec<App>>);

impl Registry {
    pub(crate) fn all(&self) -> Vec<App> {
        self.read().clone()
    }

    /// Looks at every app without copying it.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&[App]) -> T) -> T {
        look(&self.read())
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<App> {
        self.read().iter().find(|app| app.id == id).cloned()
    }

    pub(crate) fn by_client_id(&self, client_id: &str) -> Option<App> {
        self.read()
            .iter()
            .find(|app| app.client_id == client_id)
            .cloned()
    }

    pub(crate) fn add(&self, app: App) {
        self.write().push(app);
    }

    pub(crate) fn remove(&self, id: &str) -> Option<App> {
        let mut apps = self.write();
        let at = apps.iter().position(|app| app.id == id)?;
        Some(apps.remove(at))
    }

    /// Changes one app; nothing of it is kept when `change` refuses.
    pub(crate) fn change(
        &self,
        id: &str,
        change: impl FnOnce(&mut App) -> Result<(), MarketplaceError>,
    ) -> Result<App, MarketplaceError> {
        let mut apps = self.write();
        let slot = apps
            .iter_mut()
            .find(|app| app.id == id)
            .ok_or_else(|| MarketplaceError::NoSuchApp { id: id.to_owned() })?;
        let mut changed = slot.clone();
        change(&mut changed)?;
        slot.clone_from(&changed);
        Ok(changed)
    }

    pub(crate) fn replace(&self, apps: Vec<App>) {
        *self.write() = apps;
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<App>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<App>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
