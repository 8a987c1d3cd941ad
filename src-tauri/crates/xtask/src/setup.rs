//! What has to be there before anything runs.

use crate::failure::Failure;
use crate::layout::Layout;
use crate::steps::step;
use crate::{build, node, packages, python, tools};

/// Everything for building and testing.
pub fn everything(layout: &Layout) -> Result<(), Failure> {
    to_test(layout)?;
    binaries(layout)
}

/// What the window needs: system libraries, npm packages, the built page, the built binaries.
pub fn to_run(layout: &Layout) -> Result<(), Failure> {
    to_build(layout)?;
    binaries(layout)
}

/// What the window is built from.
pub fn to_build(layout: &Layout) -> Result<(), Failure> {
    step("Looking at the system packages to build with", || packages::install(packages::TO_BUILD))?;
    page(layout)
}

/// What the tests need beside the binaries.
pub fn to_test(layout: &Layout) -> Result<(), Failure> {
    let mut wanted = [packages::TO_BUILD, packages::TO_TEST].concat();
    if python::lacks_venv() {
        wanted.push("python3-venv");
    }
    step("Looking at the system packages to build and test with", || packages::install(&wanted))?;
    step("Looking at clippy and rustfmt", tools::components)?;
    step("Looking at cargo-nextest, the test runner", tools::nextest)?;
    step("Looking at cargo-deny, which weighs the dependencies", || tools::cargo_deny(layout))?;
    step("Python packages of the wire tests", || python::environment(layout))?;
    page(layout)
}

fn page(layout: &Layout) -> Result<(), Failure> {
    step("npm packages from ui/package-lock.json", || node::packages(layout))?;
    step("Building the page into ui/dist", || node::page(layout))
}

fn binaries(layout: &Layout) -> Result<(), Failure> {
    step("Building with cargo (the first time takes some minutes)", || build::everything(layout))
}
