// HTTPS for one test, HTTP/2 or HTTP/1.1 as the client likes: answers with the version and the
// body it got. Arguments: certificate, key. Prints its port; ends when standard input does.
const fs = require('fs');
const http2 = require('http2');

const server = http2.createSecureServer({
  allowHTTP1: true,
  cert: fs.readFileSync(process.argv[2]),
  key: fs.readFileSync(process.argv[3]),
});
server.on('request', (request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    response.setHeader('Content-Type', 'text/plain');
    response.end(`HTTP/${request.httpVersion} ${Buffer.concat(parts)}`);
  });
});
server.on('sessionError', () => {});  // a client that does not trust us
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
