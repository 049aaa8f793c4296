//! HTTP by gloo-net: JSON in, text out, cancellable, with the status kept and no answer told apart.

use gloo_net::http::{Method, RequestBuilder, Response as HttpResponse};
use gloo_timers::callback::Timeout;
use web_sys::{AbortController, RequestCache, RequestCredentials};

use crate::realtime::{Response, Unreachable};

/// A command by REST is given up after this much; the machine asks again by the same identity before that.
pub(super) const COMMAND_MS_MAX: u32 = 30_000;

/// The API's address.
#[derive(Debug, Clone)]
pub struct Http {
    base: String,
}

/// Whether a request carries the browser's cookies, and may replace them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// It does.
    Send,
    /// It does not.
    Leave,
}

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The `Retry-After` header, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The same, borrowed, as the machine reads it.
    pub fn response(&self) -> Response<'_> {
        Response { status: self.status, retry_after_ms: self.retry_after_ms, body: &self.body }
    }
}

impl Http {
    /// Requests go to `base`, an address without a trailing slash.
    pub fn new(base: String) -> Self {
        Http { base }
    }

    /// GET `path`, with the token if there is one.
    ///
    /// # Errors
    /// When no answer came, or `abort` was used.
    pub async fn get(
        &self,
        path: &str,
        token: Option<&str>,
        abort: Option<&AbortController>,
    ) -> Result<Answer, Unreachable> {
        send(self.request(Method::GET, path, abort), token, None).await
    }

    /// GET `path`, with the token if there is one.
    ///
    /// # Errors
    /// When no answer came within `limit_ms`.
    pub async fn get_within(
        &self,
        path: &str,
        token: Option<&str>,
        limit_ms: u32,
    ) -> Result<Answer, Unreachable> {
        let limit = Limit::new(limit_ms)?;
        self.get(path, token, Some(&limit.abort)).await
    }

    /// POST `body`, a JSON text, to `path`, with the token if there is one.
    ///
    /// # Errors
    /// When no answer came within `limit_ms`.
    pub async fn post(
        &self,
        path: &str,
        token: Option<&str>,
        body: &str,
        limit_ms: u32,
    ) -> Result<Answer, Unreachable> {
        let limit = Limit::new(limit_ms)?;
        send(self.request(Method::POST, path, Some(&limit.abort)), token, Some(body)).await
    }

    /// POST `body`, a JSON text, to `path`, apart from the browser's cookies: none is sent, none is replaced.
    ///
    /// # Errors
    /// When no answer came within `limit_ms`.
    pub async fn post_apart(&self, path: &str, body: &str, limit_ms: u32) -> Result<Answer, Unreachable> {
        let limit = Limit::new(limit_ms)?;
        let request = self.request(Method::POST, path, Some(&limit.abort));
        send(request.credentials(RequestCredentials::Omit), None, Some(body)).await
    }

    /// DELETE `path`.
    ///
    /// # Errors
    /// When no answer came within `limit_ms`.
    pub async fn delete(
        &self,
        path: &str,
        token: Option<&str>,
        cookie: Cookie,
        limit_ms: u32,
    ) -> Result<Answer, Unreachable> {
        let limit = Limit::new(limit_ms)?;
        let request = self.request(Method::DELETE, path, Some(&limit.abort));
        let request = match cookie {
            Cookie::Send => request,
            Cookie::Leave => request.credentials(RequestCredentials::Omit),
        };
        send(request, token, None).await
    }

    fn request(&self, method: Method, path: &str, abort: Option<&AbortController>) -> RequestBuilder {
        builder(&format!("{}{path}", self.base), method, abort).credentials(RequestCredentials::Include)
    }
}

async fn send(
    mut request: RequestBuilder,
    token: Option<&str>,
    body: Option<&str>,
) -> Result<Answer, Unreachable> {
    if let Some(token) = token {
        request = request.header("Authorization", &format!("Bearer {token}"));
    }
    let response = match body {
        Some(body) => match request.header("Content-Type", "application/json").body(body) {
            Ok(request) => request.send().await,
            Err(_) => return Err(Unreachable),
        },
        None => request.send().await,
    };
    read(response.map_err(|_| Unreachable)?).await
}

/// Aborts a request that takes too long.
struct Limit {
    abort: AbortController,
    _timeout: Timeout,
}

impl Limit {
    fn new(limit_ms: u32) -> Result<Self, Unreachable> {
        let abort = AbortController::new().map_err(|_| Unreachable)?;
        let late = abort.clone();
        Ok(Limit { abort, _timeout: Timeout::new(limit_ms, move || late.abort()) })
    }
}

/// One request of Engine.IO long-polling: GET, or POST of `body`. Without credentials: the session's name in the
/// address is all that the transport needs, and so any origin that the server allows will do.
///
/// # Errors
/// When no answer came, or `abort` was used.
pub(super) async fn poll(
    url: &str,
    body: Option<String>,
    abort: Option<&AbortController>,
) -> Result<Answer, Unreachable> {
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let request = builder(url, method, abort).credentials(RequestCredentials::Omit);
    let response = match body {
        Some(body) => match request.body(body) {
            Ok(request) => request.send().await,
            Err(_) => return Err(Unreachable),
        },
        None => request.send().await,
    };
    read(response.map_err(|_| Unreachable)?).await
}

fn builder(url: &str, method: Method, abort: Option<&AbortController>) -> RequestBuilder {
    RequestBuilder::new(url)
        .method(method)
        .cache(RequestCache::NoStore)
        .abort_signal(abort.map(AbortController::signal).as_ref())
}

async fn read(response: HttpResponse) -> Result<Answer, Unreachable> {
    let retry_after_s =
        response.headers().get("Retry-After").and_then(|text| text.trim().parse::<u64>().ok());
    let status = response.status();
    let body = response.text().await.map_err(|_| Unreachable)?;
    Ok(Answer { status, retry_after_ms: retry_after_s.map(|seconds| seconds.saturating_mul(1_000)), body })
}
