//! boto3 and moto, the independent client and server that the wire is tested against. Only tests use them.

use std::path::PathBuf;

use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::stamp::Stamp;
use crate::steps::Did;

/// A virtual environment outside the checkout with the packages of tests/wire/python/requirements.txt.
pub fn environment(layout: &Layout) -> Result<Did, Failure> {
    let requirements = requirements(layout);
    let stamp = Stamp::of_files(layout.venv.join(".emberwatch-requirements"), std::slice::from_ref(&requirements))?;
    if stamp.is_fresh() && layout.venv_python().exists() {
        return Ok(Did::Nothing("the requirements have not changed".to_owned()));
    }
    stamp.clear()?;
    Task::new("python3").args(["-m", "venv", "--clear"]).args([&layout.venv]).limit(minutes(3)).run()?;
    Task::new(layout.venv_python())
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .args([&requirements])
        .limit(minutes(10))
        .run()?;
    stamp.set()?;
    Ok(Did::Work)
}

/// Debian keeps `venv` apart from Python itself; another Python may bring it.
pub fn lacks_venv() -> bool {
    Task::new("python3").args(["-c", "import ensurepip, venv"]).answer().is_none()
}

fn requirements(layout: &Layout) -> PathBuf {
    layout.wire_python().join("requirements.txt")
}
