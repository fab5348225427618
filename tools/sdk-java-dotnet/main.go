// Writes the SDKs of Java and .NET. Their generators are in no module of the engine's version.
//
//	go run . SCHEMA FOLDER
//
// makes FOLDER/java and FOLDER/dotnet hold what is generated, and nothing else but pom.xml.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"path/filepath"

	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"tools.pulumi-tasknet/sdk/writer"
)

// The logo of the .NET package, from the folder of this program.
const logo = "../../docs/logo.png"

func main() {
	writer.Main(writer.Generators{
		"java": func(pkg *schema.Package) (writer.Files, error) {
			files, err := java.GeneratePackage(writer.Tool, pkg, nil, nil, false, true)
			if err != nil {
				return nil, err
			}
			return addPlugin(pkg, files)
		},
		"dotnet": func(pkg *schema.Package) (writer.Files, error) {
			if err := useLocalLogo(pkg); err != nil {
				return nil, err
			}
			return dotnet.GeneratePackage(writer.Tool, pkg, nil, nil)
		},
	})
}

// Adds plugin.json next to version.txt. Only the generated build for Gradle would write it, and Java's language host reads in
// it which plugin a program needs.
func addPlugin(pkg *schema.Package, files writer.Files) (writer.Files, error) {
	info := plugin.PulumiPluginJSON{
		Resource: true, Name: pkg.Name, Version: pkg.Version.String(), Server: pkg.PluginDownloadURL,
	}
	text, err := info.JSON()
	if err != nil {
		return nil, err
	}
	for name := range files {
		if path.Base(name) == "version.txt" {
			files[path.Join(path.Dir(name), "plugin.json")] = text
			return files, nil
		}
	}
	return nil, errors.New("the generated SDK has no version.txt")
}

// The generator downloads the logo. A URL of a file makes it read the one of this repository.
func useLocalLogo(pkg *schema.Package) error {
	path, err := filepath.Abs(logo)
	if err != nil {
		return err
	}
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return fmt.Errorf("the transport of HTTP is a %T", http.DefaultTransport)
	}
	transport.RegisterProtocol("file", http.NewFileTransport(http.Dir("/")))
	pkg.LogoURL = "file://" + path
	return nil
}
