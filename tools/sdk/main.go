// Writes the SDKs of Node, Python and Go with the engine's own code generators.
//
//	go run . SCHEMA FOLDER
//
// makes FOLDER/nodejs, FOLDER/python and FOLDER/go hold what is generated, and nothing else but go.mod and go.sum.
package main

import (
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"tools.pulumi-tasknet/sdk/writer"
)

func main() {
	writer.Main(writer.Generators{
		"nodejs": func(pkg *schema.Package) (writer.Files, error) {
			return nodejs.GeneratePackage(writer.Tool, pkg, nil, nil, false, writer.NoOtherPackage{})
		},
		"python": func(pkg *schema.Package) (writer.Files, error) {
			return python.GeneratePackage(writer.Tool, pkg, nil, writer.NoOtherPackage{})
		},
		"go": func(pkg *schema.Package) (writer.Files, error) {
			return gogen.GeneratePackage(writer.Tool, pkg, nil)
		},
	})
}
