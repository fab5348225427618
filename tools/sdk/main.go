// Writes the SDKs of Node, Python and Go with the engine's own code generators.
//
//	go run . SCHEMA FOLDER
//
// makes FOLDER/nodejs, FOLDER/python and FOLDER/go hold what is generated, and nothing else but go.mod and go.sum.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// The files' headers name it as their maker.
const tool = "pulumi-tasknet"

type files = map[string][]byte

// Fails when it is asked for a package: this one's schema refers to no other.
type noOtherPackage struct{ schema.ReferenceLoader }

// The generated go.mod lists no indirect dependency and has no go.sum, so a tidy one takes its place.
var keptByHand = []string{"go.mod", "go.sum"}

var generators = map[string]func(*schema.Package) (files, error){
	"nodejs": func(pkg *schema.Package) (files, error) {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, noOtherPackage{})
	},
	"python": func(pkg *schema.Package) (files, error) {
		return python.GeneratePackage(tool, pkg, nil, noOtherPackage{})
	},
	"go": func(pkg *schema.Package) (files, error) {
		return gogen.GeneratePackage(tool, pkg, nil)
	},
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run . SCHEMA FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(schemaFile, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	for language, generate := range generators {
		// A generator leaves its traces in the package, so each gets one of its own.
		pkg, err := bind(text)
		if err != nil {
			return fmt.Errorf("%s: %w", schemaFile, err)
		}
		generated, err := generate(pkg)
		if err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
		if err := replace(filepath.Join(folder, language), generated); err != nil {
			return err
		}
	}
	return nil
}

func bind(text []byte) (*schema.Package, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, noOtherPackage{}, schema.ValidationOptions{})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	return pkg, err
}

// Makes a folder hold the generated files, and of its old ones those kept by hand.
func replace(folder string, generated files) error {
	for _, name := range keptByHand {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			generated[name] = text
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	for name, text := range generated {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
