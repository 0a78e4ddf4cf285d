import { ApiResponse, ok, Resource, Routes, sent } from "./api";
import { Configuration, Store } from "./store";

function configurationResource(configuration: Configuration, uploadUrl: string | null): Resource {
  const { id, autoQueueRuns, speculative, upload } = configuration;
  return {
    id,
    type: "configuration-versions",
    attributes: {
      "auto-queue-runs": autoQueueRuns,
      speculative,
      status: upload === undefined ? "pending" : "uploaded",
      "upload-url": uploadUrl,
      error: null,
      "error-message": null,
    },
  };
}

/** Configurations; `uploaded` is told when one has arrived. The address for the upload is shown only once. */
export function configurationRoutes(store: Store, uploaded: (configuration: Configuration) => void): Routes {
  return {
    "POST /workspaces/:id/configuration-versions": ({ params, body }): ApiResponse => {
      const { attributes } = sent(body);
      const configuration: Configuration = {
        id: store.id("cv"),
        workspace: store.workspace(params.id),
        autoQueueRuns: attributes["auto-queue-runs"] !== false,
        speculative: attributes.speculative === true,
      };
      store.configurations.push(configuration);
      const put = (content: Buffer): void => {
        configuration.upload = content;
        uploaded(configuration);
      };
      return ok(configurationResource(configuration, store.signed({ put })), 201);
    },
    "GET /configuration-versions/:id": ({ params }) => ok(configurationResource(store.configuration(params.id), null)),
  };
}
