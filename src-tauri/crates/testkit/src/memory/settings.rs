use super::Disk;
use emberwatch_app::ports::{SettingsStore, StoreError};
use emberwatch_app::settings::Settings;
use parking_lot::Mutex;

#[derive(Debug, Default)]
pub struct MemorySettings {
    settings: Mutex<Settings>,
    disk: Disk,
}

impl MemorySettings {
    pub fn new(settings: Settings) -> Self {
        Self { settings: Mutex::new(settings), disk: Disk::default() }
    }

    /// Every change fails so until [`MemorySettings::mend`].
    pub fn break_down(&self, why: &str) {
        self.disk.break_down(why);
    }

    pub fn mend(&self) {
        self.disk.mend();
    }
}

impl SettingsStore for MemorySettings {
    fn load(&self) -> Result<Settings, StoreError> {
        Ok(self.settings.lock().clone())
    }

    fn update(&self, change: &mut dyn FnMut(&mut Settings)) -> Result<Settings, StoreError> {
        self.disk.write()?;
        let mut settings = self.settings.lock();
        change(&mut settings);
        Ok(settings.clone())
    }

    /// There are no others.
    fn others_wrote(&self) -> Option<i64> {
        Some(0)
    }
}
