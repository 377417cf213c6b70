// node node.js PORT CHAIN KEY [OPTIONS AS JSON]
const fs = require("node:fs");
const https = require("node:https");

const [port, chain, key, options = "{}"] = process.argv.slice(2);
https
  .createServer(
    { cert: fs.readFileSync(chain), key: fs.readFileSync(key), ...JSON.parse(options) },
    (request, response) => {
      response.setHeader("connection", "close");
      response.end(`${request.socket.isSessionReused()} ${request.socket.getCipher().name}`);
    },
  )
  .listen(Number(port), "127.0.0.1");
