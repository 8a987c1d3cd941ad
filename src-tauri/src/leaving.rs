//! Closing the window and quitting: what stays, what is asked first, and what is called back.

use crate::desk::Opened;
use crate::presence::{Presence, Question};
use crate::window;
use emberwatch_app::settings::Closing;
use emberwatch_views::desktop::TrayHost;
use tauri::{AppHandle, Manager, RunEvent, Window, WindowEvent};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Close,
    Quit,
}

/// What the decision stands on.
#[derive(Clone, Debug)]
struct Ground {
    closing: Closing,
    host: TrayHost,
    unsent: Unsent,
    question: Question,
}

/// Terminations that were confirmed and not sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unsent {
    None,
    Some,
    /// The journal cannot be read.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    ToTray,
    Ask,
    Quit,
}

/// Who is asked and insists has answered: a page that does not react keeps nobody.
fn decide(wish: Wish, ground: &Ground) -> Then {
    let keeps_tray = wish == Wish::Close && ground.closing == Closing::KeepsTray;
    match ground.question {
        _ if keeps_tray && ground.host.is_present() => Then::ToTray,
        Question::Open => Then::Quit,
        Question::None if ground.unsent != Unsent::None || keeps_tray => Then::Ask,
        Question::None => Then::Quit,
    }
}

pub fn on_window_event(of: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let app = of.app_handle();
    match decide(Wish::Close, &ground(app)) {
        Then::ToTray => {
            window::keep_look(app);
            Presence::of(app).left_to_tray();
        }
        Then::Ask => {
            api.prevent_close();
            Presence::of(app).ask(Question::Open);
        }
        Then::Quit => {
            api.prevent_close();
            quit(app);
        }
    }
}

/// The window's end is the app's, unless the tray stays. That is decided anew rather than remembered from its closing:
/// while one window goes, another can come.
pub fn on_run_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::ExitRequested { code: None, api, .. } if decide(Wish::Close, &ground(app)) == Then::ToTray => {
            api.prevent_exit();
        }
        RunEvent::Exit => {
            if let Ok(desk) = app.state::<Opened>().desk() {
                desk.keep_everything();
            }
        }
        _ => {}
    }
}

/// The tray's own entry, and the palette's.
pub fn quit_asked(app: &AppHandle) {
    match decide(Wish::Quit, &ground(app)) {
        Then::Quit => quit(app),
        Then::Ask | Then::ToTray => {
            Presence::of(app).ask(Question::Open);
            window::show(app);
        }
    }
}

/// Calls back what was not sent: nobody would send it, and the journal says so at once.
pub fn quit(app: &AppHandle) {
    if let Ok(desk) = app.state::<Opened>().desk() {
        desk.call_back_unsent();
    }
    app.exit(0);
}

/// Without a desk there is nothing to stay for.
fn ground(app: &AppHandle) -> Ground {
    let presence = Presence::of(app);
    let (host, question) = (presence.host().borrow().clone(), presence.question());
    match app.state::<Opened>().desk() {
        Ok(desk) => {
            let unsent = match desk.unsent() {
                Ok(names) if names.is_empty() => Unsent::None,
                Ok(_) => Unsent::Some,
                Err(_) => Unsent::Unknown,
            };
            Ground { closing: desk.desktop_settings().closing, host, unsent, question }
        }
        Err(_) => Ground { closing: Closing::Quits, host, unsent: Unsent::None, question },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_views::desktop::NoTray;

    fn ground(closing: Closing, host: TrayHost) -> Ground {
        Ground { closing, host, unsent: Unsent::None, question: Question::None }
    }

    fn absent() -> TrayHost {
        TrayHost::Absent(NoTray::NoHost)
    }

    #[test]
    fn closing_keeps_the_tray_where_there_is_one_and_the_user_wants_it() {
        assert_eq!(decide(Wish::Close, &ground(Closing::KeepsTray, TrayHost::Present)), Then::ToTray);
        assert_eq!(decide(Wish::Close, &ground(Closing::Quits, TrayHost::Present)), Then::Quit);
        let waiting = Ground { unsent: Unsent::Some, ..ground(Closing::KeepsTray, TrayHost::Present) };
        assert_eq!(decide(Wish::Close, &waiting), Then::ToTray, "what counts down goes on in the tray");
    }

    #[test]
    fn closing_asks_where_no_tray_would_stay_and_quits_who_wanted_just_that() {
        for host in [absent(), TrayHost::Looking] {
            assert_eq!(decide(Wish::Close, &ground(Closing::KeepsTray, host.clone())), Then::Ask);
            assert_eq!(decide(Wish::Close, &ground(Closing::Quits, host)), Then::Quit);
        }
    }

    #[test]
    fn quitting_asks_only_while_something_confirmed_is_unsent() {
        for host in [absent(), TrayHost::Present] {
            let calm = ground(Closing::KeepsTray, host);
            assert_eq!(decide(Wish::Quit, &calm), Then::Quit);
            assert_eq!(decide(Wish::Quit, &Ground { unsent: Unsent::Some, ..calm }), Then::Ask);
        }
        let closing = Ground { unsent: Unsent::Some, ..ground(Closing::Quits, TrayHost::Present) };
        assert_eq!(decide(Wish::Close, &closing), Then::Ask);
    }

    #[test]
    fn a_journal_that_cannot_be_read_is_asked_about_and_keeps_nobody_who_insists() {
        let calm = ground(Closing::Quits, TrayHost::Present);
        let unknown = Ground { unsent: Unsent::Unknown, ..calm };
        assert_eq!([Wish::Close, Wish::Quit].map(|wish| decide(wish, &unknown)), [Then::Ask; 2]);
        let asked = Ground { question: Question::Open, ..unknown };
        assert_eq!([Wish::Close, Wish::Quit].map(|wish| decide(wish, &asked)), [Then::Quit; 2]);
    }

    #[test]
    fn who_insists_while_being_asked_quits() {
        let asked = Ground { unsent: Unsent::Some, question: Question::Open, ..ground(Closing::KeepsTray, absent()) };
        assert_eq!(decide(Wish::Close, &asked), Then::Quit);
        assert_eq!(decide(Wish::Quit, &Ground { host: TrayHost::Present, ..asked }), Then::Quit);
    }
}
