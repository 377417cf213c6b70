//! A transport in memory: writes are discarded, reads return canned responses.

use core::convert::Infallible;

/// A response per request, in the order in which the image makes them.
pub const RESPONSES: [&[u8]; 6] = [
    b"HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json\r\n\
          Vary: Accept, Cookie\r\nContent-Length: 479\r\n\r\n{\"count\":2,\"next\":null,\
          \"previous\":null,\"results\":[{\"id\":\"38a93e19-886a-4246-9cfe-471214ff6739\",\
          \"url\":\"https://gigatron.se/webhooks/payouts/\",\"events\":[\"Payout.notified\",\
          \"Payout.accepted\"],\"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\
          \"metadata\":{\"site\":\"A\",\"line\":[1,2,3]}},\
          {\"id\":\"0630bfcf-ad0a-458a-9794-816b54b542b6\",\
          \"url\":\"https://gigatron.se/webhooks/employees/\",\"events\":[\"Employee.verified\"],\
          \"secret_key\":\"1fc0ee40ecf33f83cbd3f930443074ca\",\
          \"metadata\":{\"site\":\"Lule\xc3\xa5\"}}]}",
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\
          Location: https://gigatron.se/webhooks/payouts/\r\nContent-Length: 202\r\n\r\n\
          {\"id\":\"38a93e19-886a-4246-9cfe-471214ff6739\",\
          \"url\":\"https://gigatron.se/webhooks/payouts/\",\"events\":[\"Payout.created\"],\
          \"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\"metadata\":{\"site\":\"A\",\
          \"n\":123456}}",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 187\r\n\r\n\
          {\"id\":\"38a93e19-886a-4246-9cfe-471214ff6739\",\
          \"url\":\"https://gigatron.se/webhooks/payouts/\",\"events\":[\"Payout.created\"],\
          \"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\"metadata\":{\"n\":12}}",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n\
          {\"id\":\"481272\",\"url\":\"https://gigatron.se/webhooks/payouts/\",\
          \"events\":[\"Payout.created\",\"Payout.notified\"],\
          \"secret_key\":\"c1329a085d65f7757838df5920fdcc9a\",\"metadata\":{\"a\":[true,false,\
          null],\"b\":1.5e3}}",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 153\r\n\r\n\
          {\"id\":\"481272\",\"url\":\"https://gigatron.se/webhooks/invoices/\",\
          \"events\":[\"Invoice.created\"],\"secret_key\":\"vksnrsc6tamq73tc26rzrnzf33a4pgdv\",\
          \"metadata\":{}}",
    b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
];

/// A connection that delivers one response.
pub struct Canned(&'static [u8]);

impl Canned {
    pub fn new(operation: usize) -> Self {
        Self(RESPONSES.get(operation).copied().unwrap_or_default())
    }
}

impl embedded_io::ErrorType for Canned {
    type Error = Infallible;
}

impl Canned {
    fn give(&mut self, to: &mut [u8]) -> usize {
        let length = self.0.len().min(to.len());
        let (Some((now, later)), Some(to)) =
            (self.0.split_at_checked(length), to.get_mut(..length))
        else {
            return 0;
        };
        to.copy_from_slice(now);
        self.0 = later;
        length
    }
}

impl embedded_io::Read for Canned {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.give(to))
    }
}

impl embedded_io::Write for Canned {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        core::hint::black_box(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl embedded_io_async::Read for Canned {
    async fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.give(to))
    }
}

impl embedded_io_async::Write for Canned {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        core::hint::black_box(bytes);
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
