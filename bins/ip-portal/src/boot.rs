//! Starting and stopping: folder, keys, pack, socket; Ctrl-C ends it cleanly.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use ip_app::port::StoreError;
use ip_core::text::Lang;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::account::{FIRST_PASSWORDS, FirstPassword, role_key};
use crate::cli::{Args, Command};
use crate::data_dir::DataDir;
use crate::faces::Faces;
use crate::failure::Failure;
use crate::i18n::Texts;
use crate::keys;
use crate::library::Library;
use crate::pages;
use crate::state::{AppState, Shared, open_store};

/// How often clocks are looked at.
const TICK: Duration = Duration::from_secs(60);
/// How long open requests may take to end after the signal.
const GRACE: Duration = Duration::from_secs(10);

/// Sends the log to standard error; `RUST_LOG` chooses what (default: warnings).
pub fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process keeps the first log.
    let _ = log.try_init();
}

/// Runs the command of the arguments.
///
/// # Errors
///
/// The command cannot be carried out; the failure says why in one line.
pub fn run(args: &Args) -> Result<(), Failure> {
    match args.command.as_ref().unwrap_or(&Command::Serve) {
        Command::Serve => serve(args),
        Command::Check => check(args),
        Command::Rebuild => rebuild(args),
        Command::Keys { act } => {
            let (app, _) = open(args)?;
            let said = runtime()?.block_on(keys::run(&app, terminal_lang(), act))?;
            print!("{said}");
            Ok(())
        }
    }
}

fn serve(args: &Args) -> Result<(), Failure> {
    // The socket first: a port in use is known before anything is written.
    let runtime = runtime()?;
    let listen = runtime.block_on(TcpListener::bind(args.listen));
    let listener = listen.map_err(|source| Failure::Listen {
        address: args.listen,
        source,
    })?;
    let (app, first) = open(args)?;
    let address = listener.local_addr().unwrap_or(args.listen);
    print!("{}", greeting(&app.texts, &app, address, &first));
    hash_first_passwords(app.clone(), first);
    let ticking = app.clone();
    let service = pages::router(app).into_make_service_with_connect_info::<SocketAddr>();
    runtime.block_on(async move {
        let mut stopping = stop_signal()?;
        // Ends with the runtime; a round that is cut off is made up by the next one.
        tokio::spawn(tick(ticking));
        let wait_for_signal = {
            let mut stopping = stopping.clone();
            async move {
                let _ = stopping.changed().await;
            }
        };
        let server = axum::serve(listener, service).with_graceful_shutdown(wait_for_signal);
        tokio::select! {
            ended = server.into_future() => ended.map_err(|e| Failure::System {
                what: "serving",
                why: e.to_string(),
            }),
            () = async {
                let _ = stopping.changed().await;
                tokio::time::sleep(GRACE).await;
            } => Ok(()),
        }
    })
}

/// Lets clocks fire that are due, at the start and then every minute.
async fn tick(app: AppState) {
    let mut every = tokio::time::interval(TICK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        match app.office.tick(app.now()).await {
            Ok(round) if round.fired + round.left > 0 => tracing::info!(?round, "clocks fired"),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "clocks could not fire; they are tried again"),
        }
    }
}

/// The state of the portal from its folder and its pack.
fn open(args: &Args) -> Result<(AppState, Vec<FirstPassword>), Failure> {
    let library = Library::load(args.pack.as_deref(), !args.no_demo)?;
    let data = DataDir::open(&args.data)?;
    let here = format!("http://{}", args.listen);
    let address = args.public_url.as_deref().unwrap_or(&here);
    let (mut shared, first) = Shared::open(data, library, address)?;
    shared.faces = Faces::new(args.font.clone());
    Ok((AppState::new(shared), first))
}

/// Hashes beside the running server, because that is slow on purpose.
fn hash_first_passwords(app: AppState, first: Vec<FirstPassword>) {
    std::thread::spawn(move || {
        if let Err(failure) = app.accounts.finish(&app.data, &first) {
            tracing::warn!(%failure, "password hashes are not kept; they are made anew at the next start");
        }
    });
}

/// Reads the pack, proves the chain of the log, and compares every read model with a replay.
fn check(args: &Args) -> Result<(), Failure> {
    Library::load(args.pack.as_deref(), !args.no_demo)?;
    let (lang, texts) = (terminal_lang(), Texts::builtin()?);
    let data = DataDir::open(&args.data)?;
    let report = runtime()?
        .block_on(open_store(&data)?.check())
        .map_err(store_failed)?;
    for fault in &report.faults {
        println!("{fault}");
    }
    let (position, hash) = (report.head.position, report.head.hash.to_string());
    println!(
        "{}",
        texts
            .t(lang, "boot-head")
            .with("position", position)
            .with("hash", hash)
    );
    if report.is_sound() {
        println!("{}", texts.t(lang, "boot-checked"));
        Ok(())
    } else {
        Err(Failure::Unsound {
            faults: report.faults.len(),
        })
    }
}

/// Makes the read models anew from the log.
fn rebuild(args: &Args) -> Result<(), Failure> {
    let (lang, texts) = (terminal_lang(), Texts::builtin()?);
    let data = DataDir::open(&args.data)?;
    let records = runtime()?
        .block_on(open_store(&data)?.rebuild())
        .map_err(store_failed)?;
    println!("{}", texts.t(lang, "boot-rebuilt").with("records", records));
    Ok(())
}

fn store_failed(error: StoreError) -> Failure {
    Failure::System {
        what: "the database",
        why: error.to_string(),
    }
}

fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| Failure::System {
        what: "threads",
        why: e.to_string(),
    })
}

/// A channel that changes once the process is told to stop.
fn stop_signal() -> Result<tokio::sync::watch::Receiver<bool>, Failure> {
    let refused = |e: std::io::Error| Failure::System {
        what: "a signal handler",
        why: e.to_string(),
    };
    let (told, stopping) = tokio::sync::watch::channel(false);
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(refused)?;
    #[cfg(unix)]
    let mut interrupt = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
        .map_err(refused)?;
    tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        let _ = told.send(true);
    });
    #[cfg(not(unix))]
    let _ = refused;
    Ok(stopping)
}

/// What is printed at the start: the address, the accounts, what to try first.
fn greeting(texts: &Texts, app: &AppState, address: SocketAddr, first: &[FirstPassword]) -> String {
    let lang = terminal_lang();
    let url = format!("http://{address}/");
    let mut lines = vec![
        texts
            .t(lang, "boot-serving")
            .with("place", app.library.place.name.in_lang(lang))
            .with("url", url.as_str())
            .to_string(),
        texts
            .t(lang, "boot-data")
            .with("folder", app.data.root().display().to_string())
            .to_string(),
    ];
    if !first.is_empty() {
        let file = app.data.path(FIRST_PASSWORDS).display().to_string();
        lines.push(String::new());
        lines.push(
            texts
                .t(lang, "boot-accounts")
                .with("file", file)
                .to_string(),
        );
        for account in app.accounts.iter() {
            if let Some(given) = first.iter().find(|p| p.login == account.login) {
                let role = texts.t(lang, role_key(account.role)).to_string();
                lines.push(format!(
                    "  {:<14} {:<42} {role}",
                    given.login, given.password
                ));
            }
        }
    }
    if app.library.place.demo {
        lines.push(String::new());
        lines.push(texts.t(lang, "boot-try").with("url", url).to_string());
    }
    lines.push(texts.t(lang, "boot-stop").to_string());
    lines.push(String::new());
    lines.join("\n")
}

/// The language of the terminal: Chinese in a Chinese locale, else English.
fn terminal_lang() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    named
        .and_then(|value| value.parse().ok())
        .unwrap_or(Lang::En)
}
