import { DOCKER_LIST, OCI_INDEX } from '../../../engine/oci/media-types.ts';
import { type BuiltImage, buildManifest, builtImage } from './built-image.ts';

export interface IndexChild {
  readonly image: BuiltImage;
  /** `os/architecture[/variant]`; none for a nested index or an artifact. */
  readonly platform?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface IndexOptions {
  readonly format?: 'oci' | 'docker';
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An index over images, or over other indexes. */
export function buildIndex(
  children: readonly IndexChild[],
  { format = 'oci', annotations = {} }: IndexOptions = {},
): BuiltImage {
  const root = buildManifest(format === 'oci' ? OCI_INDEX : DOCKER_LIST, {
    manifests: children.map(({ image, platform, annotations: own }) => ({
      ...image.root.descriptor,
      ...(platform !== undefined && { platform: platformOf(platform) }),
      ...(own && { annotations: own }),
    })),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  });
  return builtImage(
    root,
    children.map(({ image }) => image),
  );
}

function platformOf(text: string) {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant !== undefined && { variant }) };
}
