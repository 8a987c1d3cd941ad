//! A foreign page, frame or script: it runs nothing, reaches nobody, and no command answers it.

use std::fs;
use std::io::Read;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::harness::{Home, Name, Window, in_window, package};

/// Every command that the manifest declares.
fn commands() -> Vec<String> {
    let build = fs::read_to_string(package().join("../src-tauri/build.rs")).expect("the list of commands");
    let (_, list) = build.split_once("COMMANDS: &[&str] = &[").expect("one list");
    let (list, _) = list.split_once(']').expect("its end");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Markup and scripts that each would set `window.__pwned`, given an address of somebody else's.
const PAYLOADS: &[&str] = &[
    "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.__pwned=1\">')",
    "document.body.insertAdjacentHTML('beforeend', '<svg onload=\"window.__pwned=1\"></svg>')",
    "document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc=\"<script>parent.__pwned=1</script>\"></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<iframe sandbox=\"allow-scripts\" srcdoc=\"<script>parent.postMessage(1,`*`)</script>\"></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<iframe src=\"javascript:parent.__pwned=1\"></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<iframe src=\"data:text/html,<script>parent.__pwned=1</script>\"></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<object data=\"ELSEWHERE\"></object><embed src=\"ELSEWHERE\">')",
    "document.body.insertAdjacentHTML('beforeend', '<a id=trap href=\"javascript:window.__pwned=1\">x</a>'); document.getElementById('trap').click()",
    "document.body.insertAdjacentHTML('beforeend', '<form id=form action=\"javascript:window.__pwned=1\"></form>'); document.getElementById('form').submit()",
    "document.body.insertAdjacentHTML('beforeend', '<form id=away method=post action=\"ELSEWHERE\"></form>'); document.getElementById('away').submit()",
    "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.__pwned=1' }))",
    "document.body.append(Object.assign(document.createElement('script'), { src: 'ELSEWHERE' }))",
    "document.body.append(Object.assign(document.createElement('script'), { src: 'data:text/javascript,window.__pwned=1' }))",
    "document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'ELSEWHERE' }))",
    "document.head.append(Object.assign(document.createElement('base'), { href: 'ELSEWHERE' }))",
    "document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=ELSEWHERE' }))",
    "location.assign('javascript:window.__pwned=1')",
    "location.replace('ELSEWHERE')",
    "window.open('ELSEWHERE')",
    "window.open('javascript:opener.__pwned=1')",
    "import('data:text/javascript,window.__pwned=1').catch(() => undefined)",
    "import('ELSEWHERE').catch(() => undefined)",
    "fetch('ELSEWHERE').catch(() => undefined)",
    "navigator.sendBeacon('ELSEWHERE', 'x')",
    "try { new WebSocket('ELSEWHERE'.replace('http', 'ws')) } catch { /* as it should */ }",
    "try { new EventSource('ELSEWHERE') } catch { /* as it should */ }",
    "try { new Worker('data:text/javascript,postMessage(1)').onmessage = () => { window.__pwned = 1 } } catch { /* as it should */ }",
    "try { new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))).onmessage = () => { window.__pwned = 1 } } catch { /* as it should */ }",
    "new Image().src = 'ELSEWHERE'",
];

#[tokio::test]
async fn no_foreign_script_frame_or_address_gets_into_the_page() {
    let home = Home::new();
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let elsewhere = format!("http://{}/", listener.local_addr().expect("an address"));
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        let own = window.script("return location.href").await;
        window.script("addEventListener('message', (told) => { if (told.data === 1) window.__pwned = 1 })").await;
        for payload in PAYLOADS {
            window.script(&payload.replace("ELSEWHERE", &elsewhere)).await;
        }
        // What was to run has had its time when the page has gone through its own work twice.
        for page in ["Settings", "Now"] {
            window.open_page(page).await;
        }
        window.find("row", Name::Has("trino-shared")).await;
        assert_eq!(window.script("return window.__pwned ?? null").await, Value::Null);
        assert_eq!(window.script("return location.href.split('#')[0]").await, before_hash(&own));
        assert_eq!(window.script("return Object.isFrozen(Object.prototype)").await, true);
    })
    .await;
    // WebKit opens a connection when a link is pressed, before it asks whether it may follow; nothing is sent on it.
    listener.set_nonblocking(true).expect("a listener that does not wait");
    while let Ok((mut caller, _)) = listener.accept() {
        let mut sent = String::new();
        caller.set_nonblocking(false).and_then(|()| caller.read_to_string(&mut sent)).expect("a closed connection");
        assert_eq!(sent, "", "no request went to {elsewhere}");
    }
}

fn before_hash(url: &Value) -> Value {
    url.as_str().and_then(|url| url.split('#').next()).map_or(Value::Null, Value::from)
}

/// Asks by the wire alone, without the key that the app gave its own page.
const BY_THE_WIRE: &str = "const [command, done] = arguments;\
    fetch('ipc://localhost/' + command, { method: 'POST', body: '{}', headers: {\
        'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2' } })\
      .then(async (answer) => done({ status: answer.status, ok: answer.headers.get('Tauri-Response') === 'ok' }),\
            (refused) => done({ status: 0, ok: false, why: String(refused) }));";

/// Asks from a frame that a foreign script would have made, once it has loaded or was kept from it.
const FROM_A_FRAME: &str = "const [command, source, done] = arguments;\
    const frame = document.createElement('iframe');\
    const late = (what) => new Promise((resolve) => setTimeout(resolve, 300, what));\
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));\
    if (source) frame.srcdoc = source;\
    document.body.append(frame);\
    const ask = async () => {\
      await Promise.race([loaded, late()]);\
      const inner = frame.contentWindow?.__TAURI_INTERNALS__;\
      if (typeof inner?.invoke !== 'function') return { reached: false };\
      const none = { reached: false, why: 'no answer' };\
      return Promise.race([inner.invoke(command, {}).then((ok) => ({ reached: true, ok })), late(none)]);\
    };\
    ask().catch((error) => ({ reached: false, why: String(error) })).then((told) => { frame.remove(); done(told) });";

#[tokio::test]
async fn no_command_answers_a_caller_without_the_windows_own_key_or_a_frame_in_it() {
    let home = Home::new();
    let commands = commands();
    assert!(commands.len() > 15 && commands.contains(&"confirm".to_owned()), "{commands:?}");
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        let settings = window.invoke("settings", json!({})).await.expect("the window itself is answered");
        for command in &commands {
            let told = asked(window, BY_THE_WIRE, vec![json!(command)]).await;
            assert_eq!(told["ok"], false, "{command} answers whoever knows the wire: {told}");
            for source in [Value::Null, json!("<p>foreign</p>")] {
                let told = asked(window, FROM_A_FRAME, vec![json!(command), source]).await;
                assert_eq!(told["reached"], false, "{command} answers a frame: {told}");
            }
        }
        for barred in
            ["terminate", "plugin:opener|open_url", "plugin:window|close", "plugin:event|emit_to", "../confirm"]
        {
            let refused = window.invoke(barred, json!({})).await.expect_err(barred);
            let why = refused.as_str().unwrap_or_default();
            assert!(why.contains("not allowed") || why.contains("not found"), "{barred}: {why}");
        }
        assert_eq!(window.invoke("settings", json!({})).await, Ok(settings), "nothing was changed");
    })
    .await;
}

async fn asked(window: &Window, script: &str, arguments: Vec<Value>) -> Value {
    window.script_until_done(script, arguments).await
}
