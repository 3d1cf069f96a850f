//! How long the catalogue takes: finding an operation at every request, reading the tables once.

use zoom_catalog::{Method, access, operation, route};
use zoom_types::ScopeSet;

fn main() {
    divan::main();
}

#[divan::bench(args = [
    "/users",
    "/users/KDcuGIm1QgePTO8WbOqwIQ",
    "/users/a%2Bb%40example.com/meetings",
    "/accounts/me/phone/users/KDcuGIm1QgePTO8WbOqwIQ/call_logs",
    "/nothing/like/this",
])]
fn find(path: &str) -> Option<zoom_catalog::Route> {
    route(Method::Get, divan::black_box(path))
}

#[divan::bench]
fn check_scopes(bencher: divan::Bencher) {
    let all: ScopeSet = zoom_catalog::scopes()
        .iter()
        .map(|scope| scope.name)
        .collect();
    let op = operation("GET /users/{userId}").expect("the operation exists");
    bencher.bench_local(|| access::check(op, divan::black_box(&all), access::Target::Own).is_ok());
}
