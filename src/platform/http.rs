//! HTTP by gloo-net: JSON in, text out, cancellable, with the status kept and no answer told apart.

use gloo_net::http::{Method, RequestBuilder, Response};
use web_sys::{AbortController, RequestCache, RequestCredentials};

use crate::realtime::{Response, Unreachable};

/// The API's address.
#[derive(Debug, Clone)]
pub struct Http {
    base: String,
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
        self.send(Method::GET, path, token, None, abort).await
    }

    /// POST `body`, a JSON text, to `path`.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn post(&self, path: &str, token: Option<&str>, body: &str) -> Result<Answer, Unreachable> {
        self.send(Method::POST, path, token, Some(body), None).await
    }

    /// DELETE `path`.
    ///
    /// # Errors
    /// When no answer came.
    pub async fn delete(&self, path: &str, token: Option<&str>) -> Result<Answer, Unreachable> {
        self.send(Method::DELETE, path, token, None, None).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&str>,
        abort: Option<&AbortController>,
    ) -> Result<Answer, Unreachable> {
        let mut request =
            builder(&format!("{}{path}", self.base), method, abort).credentials(RequestCredentials::Include);
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

async fn read(response: Response) -> Result<Answer, Unreachable> {
    let retry_after_s =
        response.headers().get("Retry-After").and_then(|text| text.trim().parse::<u64>().ok());
    let status = response.status();
    let body = response.text().await.map_err(|_| Unreachable)?;
    Ok(Answer { status, retry_after_ms: retry_after_s.map(|seconds| seconds.saturating_mul(1_000)), body })
}
