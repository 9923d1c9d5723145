// A proxy in front of one registry that adds one round trip to each request and counts what passes.
//
//	latency-proxy <host:port of the registry> <milliseconds>
//
// Prints its own address when it listens and, for each line on its standard input, a line of requests, bytes of their
// bodies and bytes of the answers' bodies. Ends with its standard input.
//
// It is written in Go since bodies then pass within the kernel (splice): what a proxy costs is taken from the two cores
// that the tools are measured on.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// The first byte of a TLS connection. https://www.rfc-editor.org/rfc/rfc8446#section-5.1
const tlsHandshake = 0x16

var requests, bytesUp, bytesDown atomic.Int64

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: latency-proxy <host:port> <milliseconds>")
	}
	latency, err := time.ParseDuration(os.Args[2] + "ms")
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	go accept(listener, os.Args[1], latency)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(requests.Load(), bytesUp.Load(), bytesDown.Load())
	}
}

func accept(listener net.Listener, registry string, latency time.Duration) {
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(client.(*net.TCPConn), registry, latency)
	}
}

// Each connection of a client has one to the registry, and ends with it.
func serve(client *net.TCPConn, registry string, latency time.Duration) {
	defer client.Close()
	connection, err := net.Dial("tcp", registry)
	if err != nil {
		log.Print(err)
		return
	}
	defer connection.Close()
	server := connection.(*net.TCPConn)
	fromClient, fromServer := bufio.NewReader(client), bufio.NewReader(server)
	if first, err := fromClient.Peek(1); err == nil && first[0] == tlsHandshake {
		// Somebody tries HTTPS first; the registry says that it is not there.
		go io.Copy(server, fromClient)
		io.Copy(client, server)
		return
	}
	for {
		request, err := http.ReadRequest(fromClient)
		if err != nil {
			return
		}
		requests.Add(1)
		time.Sleep(latency)
		sent := make(chan error, 1)
		go func() { sent <- sendRequest(server, request, fromClient, client) }()
		response, err := http.ReadResponse(fromServer, request)
		if err != nil || sendResponse(client, response, fromServer, server) != nil || <-sent != nil {
			return
		}
		if request.Close || response.Close {
			return
		}
	}
}

func sendRequest(to *net.TCPConn, request *http.Request, head *bufio.Reader, from *net.TCPConn) error {
	length := request.ContentLength
	if length < 0 {
		request.Body = counted{request.Body, &bytesUp}
		return request.Write(to)
	}
	text := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: %s\r\n", request.Method, request.RequestURI, request.Host)
	if request.Header.Get("Content-Length") != "" {
		text = fmt.Appendf(text, "Content-Length: %d\r\n", length)
	}
	return pass(to, text, request.Header, length, head, from, &bytesUp)
}

func sendResponse(to *net.TCPConn, response *http.Response, head *bufio.Reader, from *net.TCPConn) error {
	length := response.ContentLength
	if response.Request.Method == http.MethodHead || response.Body == http.NoBody {
		length = 0
	}
	if length < 0 {
		response.Body = counted{response.Body, &bytesDown}
		return response.Write(to)
	}
	text := fmt.Appendf(nil, "HTTP/1.1 %s\r\n", response.Status)
	if response.ContentLength >= 0 && response.StatusCode != http.StatusNoContent {
		text = fmt.Appendf(text, "Content-Length: %d\r\n", response.ContentLength)
	}
	return pass(to, text, response.Header, length, head, from, &bytesDown)
}

// Sends a head, what was read of the body beside it, and the rest of the body.
func pass(to *net.TCPConn, text []byte, header http.Header, length int64, head *bufio.Reader, from *net.TCPConn, count *atomic.Int64) error {
	header.Del("Content-Length")
	for name, values := range header {
		for _, value := range values {
			text = fmt.Appendf(text, "%s: %s\r\n", name, value)
		}
	}
	text = append(text, "\r\n"...)
	beside := min(int64(head.Buffered()), length)
	body, err := head.Peek(int(beside))
	if err != nil {
		return err
	}
	if _, err := to.Write(append(text, body...)); err != nil {
		return err
	}
	if _, err := head.Discard(int(beside)); err != nil {
		return err
	}
	count.Add(beside)
	if beside == length {
		return nil
	}
	rest, err := to.ReadFrom(io.LimitReader(from, length-beside))
	count.Add(rest)
	if err == nil && beside+rest < length {
		err = io.ErrUnexpectedEOF
	}
	return err
}

type counted struct {
	io.ReadCloser
	bytes *atomic.Int64
}

func (body counted) Read(part []byte) (int, error) {
	n, err := body.ReadCloser.Read(part)
	body.bytes.Add(int64(n))
	return n, err
}
