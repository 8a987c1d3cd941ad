//! Where the AWS files lie, and reading them again only when they changed.

use super::book::Book;
use super::held::Held;
use super::ini::{self, Document};
use super::recipe::{self, FileRecipe};
use emberwatch_cloud::BadSection;
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Larger than any hand-written file by far; what is larger is not read into memory.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// The two files, and the environment variables that change what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLocations {
    pub config: PathBuf,
    pub credentials: PathBuf,
    variables: BTreeMap<String, OsString>,
}

impl FileLocations {
    /// AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else `.aws` in the home folder.
    ///
    /// Key variables such as AWS_ACCESS_KEY_ID are not looked at: a profile's credentials are its own.
    pub fn from_env() -> Self {
        let variables: BTreeMap<_, _> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| is_used(name))
            .collect();
        let home = home_of(&variables);
        let place = |variable: &str, file: &str| match variables.get(variable).filter(|path| !path.is_empty()) {
            Some(path) => expanded(Path::new(path), &home),
            None => home.join(".aws").join(file),
        };
        let (config, credentials) =
            (place("AWS_CONFIG_FILE", "config"), place("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
        Self { config, credentials, variables }
    }

    /// Two files and nothing of the environment.
    pub fn at(config: impl Into<PathBuf>, credentials: impl Into<PathBuf>) -> Self {
        Self { config: config.into(), credentials: credentials.into(), variables: BTreeMap::new() }
    }

    /// The same files, with a variable as if it stood in the environment.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.to_str().filter(|value| !value.is_empty())
    }

    pub(crate) fn home(&self) -> PathBuf {
        home_of(&self.variables)
    }

    /// The folders in which programs are looked for.
    pub(crate) fn program_folders(&self) -> Vec<PathBuf> {
        self.variables.get("PATH").map(|path| std::env::split_paths(path).collect()).unwrap_or_default()
    }
}

/// The files as last read. What is made of them holds secrets, so it has no Debug.
pub(crate) struct Files {
    pub(crate) locations: FileLocations,
    last: Mutex<Reading>,
    /// Every call asks for its profile's recipe, several times: it is made once from each reading of the files.
    recipes: Mutex<HashMap<String, MadeFrom>>,
}

/// What was read last, and what of it counts.
#[derive(Default)]
struct Reading {
    book: Option<(Stamps, Arc<Book>)>,
    config: Held,
    credentials: Held,
    /// When a file that looks half written is to be taken as it is.
    until: Option<Instant>,
}

/// A profile's recipe, and the reading that it was made from.
type MadeFrom = (Arc<Book>, Arc<FileRecipe>);

impl Files {
    pub(crate) fn new(locations: FileLocations) -> Self {
        Self { locations, last: Mutex::default(), recipes: Mutex::default() }
    }

    /// What was made of this profile from this very reading of the files.
    pub(crate) fn known_recipe(&self, book: &Arc<Book>, name: &str) -> Option<Arc<FileRecipe>> {
        let recipes = self.recipes.lock();
        recipes.get(name).filter(|(read, _)| Arc::ptr_eq(read, book)).map(|(_, recipe)| Arc::clone(recipe))
    }

    pub(crate) fn keep_recipe(&self, book: Arc<Book>, name: &str, recipe: FileRecipe) -> Arc<FileRecipe> {
        let recipe = Arc::new(recipe);
        self.recipes.lock().insert(name.to_owned(), (book, Arc::clone(&recipe)));
        recipe
    }

    /// What the files say now. Costs two looks at the folder while they have not changed.
    pub(crate) fn book(&self) -> Arc<Book> {
        let stamps = self.stamps();
        let last = self.last.lock();
        if let Some((seen, book)) = &last.book
            && *seen == stamps
            && last.until.is_none_or(|until| Instant::now() < until)
        {
            return Arc::clone(book);
        }
        drop(last);
        self.read(stamps)
    }

    /// Reads both files, changed or not.
    pub(crate) fn reread(&self) -> Arc<Book> {
        self.read(self.stamps())
    }

    /// For how long a file is still taken for one that is being written.
    pub(crate) fn grace(&self) -> Option<Duration> {
        let left = self.last.lock().until?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        vec![self.locations.config.clone(), self.locations.credentials.clone()]
    }

    /// The folders in which a sign-in leaves its proof.
    pub(crate) fn sign_in_folders(&self) -> Vec<PathBuf> {
        match self.locations.home().as_os_str().is_empty() {
            true => Vec::new(),
            false => recipe::sign_in_folders(&self.locations).to_vec(),
        }
    }

    fn read(&self, stamps: Stamps) -> Arc<Book> {
        let mut last = self.last.lock();
        let mut unreadable = Vec::new();
        let config = document(&self.locations.config, &mut last.config, &mut unreadable);
        let credentials = document(&self.locations.credentials, &mut last.credentials, &mut unreadable);
        let book = Arc::new(Book::of(&self.locations, config, credentials, unreadable));
        let grace = [last.config.grace(), last.credentials.grace()].into_iter().flatten().min();
        last.until = grace.map(|grace| Instant::now() + grace);
        last.book = Some((stamps, Arc::clone(&book)));
        book
    }

    pub(crate) fn stamps(&self) -> Stamps {
        [Stamp::of(&self.locations.config), Stamp::of(&self.locations.credentials)]
    }
}

pub(crate) type Stamps = [Option<Stamp>; 2];

/// When a file was written and how long it is; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    written: Option<SystemTime>,
    length: u64,
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { written: metadata.modified().ok(), length: metadata.len() })
    }
}

#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("the file is larger than 16 MiB")]
    TooLarge,
}

/// What a file means now; one that cannot be read goes on meaning what it did.
fn document(file: &Path, held: &mut Held, unreadable: &mut Vec<BadSection>) -> Document {
    match text(file) {
        Ok(text) => {
            let document = ini::parse(&text);
            held.settle(text, document)
        }
        Err(problem) => {
            let problem = problem.to_string();
            unreadable.push(BadSection { file: file.to_owned(), line: 0, section: None, problem });
            held.before()
        }
    }
}

/// A file that is not there is an empty one.
fn text(file: &Path) -> Result<String, Unreadable> {
    let metadata = match fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(error.into()),
    };
    if !metadata.is_file() && metadata.len() == 0 && !metadata.is_dir() {
        // AWS_CONFIG_FILE=/dev/null is the usual way to have no file.
        return Ok(String::new());
    }
    if metadata.len() > LARGEST_FILE {
        return Err(Unreadable::TooLarge);
    }
    Ok(String::from_utf8_lossy(&fs::read(file)?).into_owned())
}

fn is_used(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_LOGIN_CACHE_DIRECTORY",
        "HOME",
        "USERPROFILE",
        "PATH",
    ];
    NAMES.contains(&name) || name.starts_with("AWS_ENDPOINT_URL")
}

fn home_of(variables: &BTreeMap<String, OsString>) -> PathBuf {
    ["HOME", "USERPROFILE"].iter().find_map(|name| variables.get(*name)).map(PathBuf::from).unwrap_or_default()
}

/// A leading `~` is the home folder also where no shell replaced it.
fn expanded(path: &Path, home: &Path) -> PathBuf {
    path.strip_prefix("~").map_or_else(|_| path.to_owned(), |rest| home.join(rest))
}
