// Package writer makes folders hold generated SDKs, and nothing else but the files that are kept by hand. The modules that
// import it choose the version of Pulumi.
package writer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// Tool is the maker that the headers of the files name.
const Tool = "pulumi-tasknet"

// Files are the texts of an SDK's files, by name.
type Files = map[string][]byte

// NoOtherPackage fails when it is asked for a package: this one's schema refers to no other.
type NoOtherPackage struct{ schema.ReferenceLoader }

// Generators make the SDKs of a package, by the names of their folders.
type Generators map[string]func(*schema.Package) (Files, error)

// The generated go.mod lists no indirect dependency and has no go.sum, so a tidy one takes its place.
// The generated build of the Java SDK is one for Gradle.
var keptByHand = []string{"go.mod", "go.sum", "pom.xml"}

// Main runs the generators with the arguments of the command: SCHEMA FOLDER.
func Main(generators Generators) {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run . SCHEMA FOLDER")
		os.Exit(2)
	}
	if err := generators.run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (generators Generators) run(schemaFile, folder string) error {
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
	pkg, diagnostics, err := schema.BindSpec(spec, NoOtherPackage{}, schema.ValidationOptions{})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	return pkg, err
}

// Makes a folder hold the generated Files, and of its old ones those kept by hand.
func replace(folder string, generated Files) error {
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
