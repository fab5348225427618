// A provider that only forwards: one HTTP call per operation, no rules. The benchmarks compare the provider with it.
//
//	floor [-duties SCHEMA] ENGINE
//
// Bare, it does what the engine needs. With -duties it serves the provider's schema, fills in the defaults, asks for a
// refresh before an update and shares one list between the reads, so that a command takes as many RPCs and API calls.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	schema := flag.String("duties", "", "take on the provider's duties; the `file` is its schema")
	flag.Parse()
	go recordUse(os.Getenv("BENCH_USAGE_FOLDER"))
	if err := serve(&provider{schema: *schema, api: newAPI()}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Serves on a free port of 127.0.0.1 and writes the port to stdout.
func serve(p *provider) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	pulumirpc.RegisterResourceProviderServer(server, p)
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	return server.Serve(listener)
}
