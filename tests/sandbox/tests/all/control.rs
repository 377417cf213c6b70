//! The faults over HTTP.

use gigapay_sandbox::{Cut, Fault};

use crate::client::{Client, HOOKS, sandbox};

const FAULTS: &str = "/sandbox/faults";

#[test]
fn every_fault_has_a_json_form() {
    let (sandbox, mut client) = sandbox();
    for (json, fault) in [
        (
            r#"{"fault":"chunked","size":7,"extension":"a=b","trailers":[["X","y"]]}"#,
            Fault::Chunked {
                size: 7,
                extension: Some("a=b".into()),
                trailers: vec![("X".into(), "y".into())],
            }
            .into(),
        ),
        (
            r#"{"fault":"close_delimited"}"#,
            Fault::CloseDelimited { http_1_0: false }.into(),
        ),
        (r#"{"fault":"close","times":2}"#, Fault::Close.times(2)),
        (
            r#"{"fault":"length_on_empty_body"}"#,
            Fault::LengthOnEmptyBody.into(),
        ),
        (
            r#"{"fault":"interim","status":103}"#,
            Fault::Interim {
                status: 103,
                count: 1,
            }
            .into(),
        ),
        (
            r#"{"fault":"delay","milliseconds":1500,"skip":9}"#,
            Fault::Delay {
                time: std::time::Duration::from_millis(1500),
            }
            .skip(9),
        ),
        (
            r#"{"fault":"drip","bytes":3,"milliseconds":4}"#,
            Fault::Drip {
                bytes: 3,
                every: std::time::Duration::from_millis(4),
            }
            .into(),
        ),
        (
            r#"{"fault":"server_error"}"#,
            Fault::ServerError { status: 500 }.into(),
        ),
        (
            r#"{"fault":"throttled","retry_after":3}"#,
            Fault::Throttled { retry_after: 3 }.into(),
        ),
        (
            r#"{"fault":"reply","status":418,"body":"x"}"#,
            Fault::Reply {
                status: 418,
                headers: Vec::new(),
                body: "x".into(),
            }
            .into(),
        ),
        (
            r#"{"fault":"redirect_to_https"}"#,
            Fault::RedirectToHttps.into(),
        ),
        (
            r#"{"fault":"cut_response","after":9,"how":"reset"}"#,
            Fault::cut_response(9, Cut::Reset).into(),
        ),
        (
            r#"{"fault":"cut_request","after":9,"how":"fin"}"#,
            Fault::cut_request(9, Cut::Fin).into(),
        ),
        (
            r#"{"fault":"cut_idle"}"#,
            Fault::CutIdle { how: Cut::Close }.into(),
        ),
        (
            r#"{"fault":"escape_non_ascii"}"#,
            Fault::EscapeNonAscii.into(),
        ),
        (r#"{"fault":"extra_fields"}"#, Fault::ExtraFields.into()),
        (
            r#"{"fault":"links_name_plain_http"}"#,
            Fault::LinksNamePlainHttp.into(),
        ),
        (
            r#"{"fault":"links_drop_page_size"}"#,
            Fault::LinksDropPageSize.into(),
        ),
        (
            r#"{"fault":"wrong_signature","times":3}"#,
            Fault::WrongSignature.times(3),
        ),
        (
            r#"{"fault":"shifted_time","seconds":-600}"#,
            Fault::ShiftedTime { seconds: -600 }.into(),
        ),
        (
            r#"{"fault":"duplicate_delivery"}"#,
            Fault::DuplicateDelivery { count: 1 }.into(),
        ),
        (r#"{"fault":"both_secrets"}"#, Fault::BothSecrets.into()),
        (
            r#"{"fault":"cut_delivery","after":9,"how":"reset"}"#,
            Fault::CutDelivery {
                after: 9,
                how: Cut::Reset,
            }
            .into(),
        ),
    ] {
        let reply = client.bare("POST", FAULTS, "", json);
        assert_eq!(reply.status, 200, "{json}: {}", reply.body);
        assert_eq!(sandbox.faults().armed(), [fault], "{json}");
        client.bare("POST", FAULTS, "", &reply.body);
        let armed = sandbox.faults().armed();
        assert_eq!(armed[0], armed[1], "what is listed can be armed again");
        client.bare("DELETE", FAULTS, "", "").is(200, "[]");
    }
}

#[test]
fn what_is_no_fault_is_400() {
    let (sandbox, mut client) = sandbox();
    for json in [
        "",
        "x",
        "{}",
        r#"{"fault":"nonsense"}"#,
        r#"{"fault":"chunked"}"#,
        "[[]]",
        r#"{"fault":"close","tims":1}"#,
    ] {
        let reply = client.bare("POST", FAULTS, "", json);
        assert_eq!(reply.status, 400, "{json}");
        assert!(reply.body.starts_with(r#"{"detail":"Not a fault: "#));
    }
    assert_eq!(client.bare("PUT", FAULTS, "", "").status, 405);
    assert_eq!(client.bare("GET", "/sandbox/nonsense", "", "").status, 404);
    assert!(sandbox.faults().armed().is_empty());
}

#[test]
fn the_control_path_is_neither_recorded_nor_touched_by_faults() {
    let (sandbox, mut client) = sandbox();
    sandbox.arm(Fault::ServerError { status: 500 });
    sandbox.arm(Fault::cut_request(0, Cut::Reset));
    sandbox.arm(Fault::cut_response(0, Cut::Reset).times(1));
    assert_eq!(
        client
            .bare("GET", FAULTS, "", "")
            .json()
            .as_array()
            .unwrap()
            .len(),
        3
    );
    client.bare("DELETE", FAULTS, "", "").is(200, "[]");
    assert!(sandbox.requests().is_empty());
    assert_eq!(Client::new(&sandbox).call("GET", HOOKS, "").status, 200);
}
