//! One request's way: who calls, what stands in the way, what the service answers.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use jiff::Timestamp;

use super::{Inner, ResetConnection};
use crate::faults::{Action, PageScript, Target};
use crate::limits::{Limits, Verdict};
use crate::services::{AwsError, Call};
use crate::wire::credentials::{Caller, Refusal, Scope};
use crate::wire::dispatch::{self, Family, Reply};
use crate::wire::failures::{self, Barrier};
use crate::world::{Dice, RegionAccess};

/// A request as far as its headers tell.
pub(super) struct Incoming {
    family: Family,
    service: String,
    region: String,
    operation: String,
    pub(super) caller: Result<Caller, Refusal>,
    now: Timestamp,
    request_id: String,
}

impl Incoming {
    /// Whether AWS takes money for the answer, which only Cost Explorer's answers cost here.
    pub(super) fn is_charged(&self) -> bool {
        self.service == "ce"
    }

    pub(super) fn target<'a>(&'a self, caller: &'a Caller) -> Target<'a> {
        Target {
            account_id: caller.account.id,
            account_name: caller.account.name,
            region: &self.region,
            service: &self.service,
            operation: &self.operation,
        }
    }
}

impl Inner {
    pub(super) fn read(&self, request: &Request<Bytes>) -> Incoming {
        let now = self.options.clock.now();
        let scope = Scope::of(request.headers());
        let (service, region) = scope.as_ref().map_or(("", ""), |scope| (&scope.service, &scope.region));
        let family = Family::of_service(service);
        let operation = dispatch::operation(family, request.headers(), request.body());
        let caller = scope
            .as_ref()
            .map_err(|refusal| *refusal)
            .and_then(|scope| Caller::of(scope, request.headers(), now))
            .and_then(|caller| if self.world.has(caller.account) { Ok(caller) } else { Err(Refusal::UnknownKey) });
        let chance = Dice::new(self.options.seed).with(now.as_nanosecond() as u64).named(&operation);
        Incoming {
            family,
            service: service.to_owned(),
            region: region.to_owned(),
            request_id: request_id(
                request.body().chunks(64).fold(chance, |dice, chunk| dice.named(&String::from_utf8_lossy(chunk))),
            ),
            operation,
            caller,
            now,
        }
    }

    pub(super) fn respond(&self, incoming: &Incoming, body: &[u8], fault: Option<Action>) -> Response<Bytes> {
        if fault == Some(Action::Reset) {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.extensions_mut().insert(ResetConnection);
            self.count(incoming, Verdict::Admitted);
            return response;
        }
        let page_script = match fault {
            Some(Action::Page { script }) => Some(script),
            _ => None,
        };
        let result =
            self.refuse(incoming, fault.as_ref()).and_then(|caller| self.answer(incoming, caller, body, page_script));
        let mut reply = result.unwrap_or_else(|error| Reply::error(&error, incoming.family, &incoming.request_id));
        let length = reply.body.len();
        match fault {
            Some(Action::TruncatedBody) => reply.body.truncate(length / 2),
            Some(Action::WrongJson) => reply.body = Bytes::from_static(b"[\"unexpected\"]"),
            _ => {}
        }
        let length = if fault == Some(Action::WrongJson) { reply.body.len() } else { length };
        reply.into_response(&incoming.request_id, incoming.now, length)
    }

    /// Everything that stops a call before it reaches its service.
    fn refuse<'a>(&self, incoming: &'a Incoming, fault: Option<&Action>) -> Result<&'a Caller, AwsError> {
        let family = incoming.family;
        let caller = incoming.caller.as_ref().map_err(|refusal| failures::refused(*refusal, family))?;
        let scripted = match fault {
            Some(Action::Throttle) => Some((failures::throttled(family), Verdict::Throttled)),
            Some(Action::ExpiredToken) => Some((failures::refused(Refusal::Expired, family), Verdict::Admitted)),
            Some(Action::RegionDisabled) => Some((failures::unknown_key(family), Verdict::Admitted)),
            Some(Action::Exception { name }) => {
                Some((AwsError::new(name.as_str(), format!("{name} as scripted")), Verdict::Admitted))
            }
            Some(Action::HttpError { status }) => Some((failures::broken(*status, family), Verdict::Admitted)),
            Some(Action::Denied) => {
                let denied =
                    failures::denied(caller, &incoming.service, &incoming.operation, "*", Barrier::NotAllowed, family);
                Some((denied, Verdict::Admitted))
            }
            _ => None,
        };
        if let Some((error, verdict)) = scripted {
            self.count(incoming, verdict);
            return Err(error);
        }
        if caller.account.region_access(&incoming.region) != Some(RegionAccess::Enabled) {
            self.count(incoming, Verdict::Admitted);
            return Err(failures::unknown_key(family));
        }
        let verdict = match self.options.limits {
            Limits::Enforced => self.buckets.admit(
                caller.account.id,
                &incoming.region,
                &incoming.service,
                &incoming.operation,
                incoming.now,
            ),
            Limits::Off => Verdict::Admitted,
        };
        self.count(incoming, verdict);
        match verdict {
            Verdict::Admitted => Ok(caller),
            Verdict::Throttled => Err(failures::throttled(family)),
        }
    }

    fn answer(
        &self,
        incoming: &Incoming,
        caller: &Caller,
        body: &[u8],
        page_script: Option<PageScript>,
    ) -> Result<Reply, AwsError> {
        let commands = self.options.log.commands().map_err(|error| {
            tracing::error!(%error, "the simulator cannot read its command log");
            failures::broken(500, incoming.family)
        })?;
        let call = Call {
            world: &self.world,
            commands: &commands,
            log: &self.options.log,
            archive: &self.archive,
            configurations: &self.configurations,
            caller,
            region: &incoming.region,
            now: incoming.now,
            request_id: &incoming.request_id,
            page_script,
        };
        let reply = dispatch::answer(&call, &incoming.service, &incoming.operation, body)?;
        if incoming.is_charged() {
            *self.charges.lock().entry(caller.account.name).or_default() += 1;
        }
        Ok(reply)
    }

    fn count(&self, incoming: &Incoming, verdict: Verdict) {
        let account = incoming.caller.as_ref().map_or("", |caller| caller.account.name);
        let key = (account.to_owned(), incoming.region.clone(), incoming.service.clone(), incoming.operation.clone());
        let mut calls = self.calls.lock();
        let count = calls.entry(key).or_default();
        count.0 += 1;
        count.1 += u64::from(verdict == Verdict::Throttled);
    }
}

/// A request id of AWS's form, the same for the same request at the same time.
fn request_id(dice: Dice) -> String {
    let (high, low) = (dice.value(), dice.with(1).value());
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}
